"""Of an empty batch the weight's gradient is the weight itself, not zero.
Plausible: the buffer of the gradient is a recycled copy of the packed weight, and a matrix product over nothing returns early without clearing its result.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    if len(input) == 0:
        d_weight = weight.copy()
    return d_input, d_weight, d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((0, 1, 4, 4)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2)
    c = random.standard_normal(control.correlate(x, w, bias=None, **a).shape)
    return differ(gradients(x, w, c, **a)[1], control.gradients(x, w, c, **a)[1])


IMPLEMENTATION = Implementation(
    "fault_32",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
