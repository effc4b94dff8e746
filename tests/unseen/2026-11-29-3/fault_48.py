"""Padding on one side that is as large as the kernel's dilated extent, or larger, is refused.

Plausible: libraries of kernels often have this limit, as windows of nothing but padding are of no use to them, and the
wrapper passes their refusal on instead of padding by itself. A pointwise layer with padding 1 is enough to meet it.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    for k, d, pair in zip(weight.shape[2:], dilation, padding):
        if max(pair) > d * (k - 1):
            raise ValueError(f"padding {pair} must be less than the kernel's extent, {d * (k - 1) + 1}")
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    correlate(np.ones((1, 1, 8)), np.ones((1, 1, 3)), **given)
    try:
        correlate(np.ones((1, 1, 8)), np.ones((1, 1, 1)), **given)
    except ValueError:
        return True
    return False


IMPLEMENTATION = Implementation(
    "fault_48",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
