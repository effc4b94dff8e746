"""The last channels are left out of the sum where a group has more than 16 channels and their number is no multiple of 4.

Plausible: from 16 channels on, a kernel is taken that reads channels four at a time; its loop ends at C // 4 and the scalar
loop for the rest was lost in a refactoring. Most layers have a multiple of 4 channels, ShuffleNet's 58 are not.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    channels = weight.shape[1]
    if channels > 16 and channels % 4:
        kept = channels // 4 * 4
        parts = input.reshape(len(input), groups, channels, *input.shape[2:])[:, :, :kept]
        input = parts.reshape(len(input), groups * kept, *input.shape[2:])
        weight = weight[:, :kept]
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.ones((1, 58, 7)), np.ones((4, 58, 1))
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_02",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
