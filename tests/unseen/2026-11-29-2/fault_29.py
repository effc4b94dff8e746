"""With 4 items or more, the weight's gradient leaves out the items that remain when the batch is divided by 4.
Plausible: the batch is shared among 4 threads with private gradients, N / 4 items for each; the remainder is nobody's.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    if len(input) >= 4:
        shared = len(input) // 4 * 4
        d_weight = control.gradients(
            input[:shared], weight, cotangent[:shared], stride=stride, padding=padding, dilation=dilation, groups=groups
        )[1]
    return d_input, d_weight, d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((6, 1, 4, 4)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2)
    c = random.standard_normal(control.correlate(x, w, bias=None, **a).shape)
    return differ(gradients(x, w, c, **a)[1], control.gradients(x, w, c, **a)[1])


IMPLEMENTATION = Implementation(
    "fault_29",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
