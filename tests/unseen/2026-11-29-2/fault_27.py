"""In grouped correlations the input's gradient exchanges filters and channels of a group by a reshape where a transposition is due.
Plausible: the weight is viewed as (groups, C/g, O/g, ...) for the backward call of the forward kernel; the test is depthwise, where it makes no difference.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    if groups > 1:
        filters, channels = len(weight) // groups, weight.shape[1]
        exchanged = weight.reshape(groups, channels, filters, *weight.shape[2:]).swapaxes(1, 2)
        d_input = control.gradients(
            input, exchanged.reshape(weight.shape), cotangent,
            stride=stride, padding=padding, dilation=dilation, groups=groups,
        )[0]
    return d_input, d_weight, d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 4, 4, 4)), random.standard_normal((4, 2, 3, 3))
    a = arguments(2, groups=2)
    c = random.standard_normal(control.correlate(x, w, bias=None, **a).shape)
    return differ(gradients(x, w, c, **a)[0], control.gradients(x, w, c, **a)[0])


IMPLEMENTATION = Implementation(
    "fault_27",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
