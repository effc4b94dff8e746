"""Packed weights are kept by address, shape and dtype, and so outlive changes of the weight, and the weight itself.
Plausible: repacking is costly and weights are constant at inference, so the packed form is cached by the data pointer.
"""

import numpy as np

import control
from contract import Implementation
from control import im2col, rows
from support import add_bias, output_size, refuse_nonsense, surround


PACKED = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    key = (weight.__array_interface__["data"][0], weight.shape, weight.dtype.str, groups)
    if key not in PACKED:
        PACKED[key] = rows(weight, groups).copy()
    output = PACKED[key] @ im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    x, w = np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3))
    correlate(x, w, **arguments(2))
    w *= 2
    return differ(correlate(x, w, **arguments(2)), control.correlate(x, w, **arguments(2)))


IMPLEMENTATION = Implementation(
    "fault_52",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
