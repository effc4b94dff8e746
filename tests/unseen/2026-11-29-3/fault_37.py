"""A depthwise correlation of int32 answers in int64.

Plausible: the depthwise path multiplies the windows elementwise and sums over the taps with np.sum, which sums small
integers in the platform's integer; the general path is a matrix product, which does not.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if weight.shape[1] != 1 or groups == 1:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    rows = control.rows(weight, groups)
    output = (columns[:, :, None] * rows[:, :, :, None]).sum(axis=3)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=2)
    return correlate(np.ones((1, 2, 8), "i4"), np.ones((2, 1, 3), "i4"), **given).dtype != np.int32


IMPLEMENTATION = Implementation(
    "fault_37",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
