"""Channels of a group that are no multiple of 4 are read up to the next multiple, with zero weights for the surplus: an infinity or NaN in the next group or item makes NaN of a finite sum.
Plausible: vectorised loads run past the group's channels, and the weights are padded with zeros, which is enough for finite numbers.
"""

import numpy as np

import control
from contract import Implementation
from control import im2col, rows
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    output = rows(weight, groups) @ im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    each = weight.shape[1]
    surplus = -each % 4
    if surplus:
        items, channels = padded.shape[:2]
        beyond = np.zeros((surplus, *padded.shape[2:]), padded.dtype)
        images = np.concatenate([padded.reshape(items * channels, *padded.shape[2:]), beyond])
        ends = np.arange(items)[:, None] * channels + (np.arange(groups) + 1) * each
        read = np.ascontiguousarray(images[(ends[:, :, None] + np.arange(surplus)).reshape(items, groups * surplus)])
        columns = im2col(read, weight.shape[2:], size, stride, dilation, groups)
        with np.errstate(invalid="ignore"):
            output += np.zeros((groups, 1, columns.shape[2]), weight.dtype) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    x, w = np.ones((2, 3, 4, 4)), np.ones((1, 3, 3, 3))
    x[1, 0, 0, 0] = np.inf
    with np.errstate(invalid="ignore"):
        return differ(correlate(x, w, **arguments(2)), control.correlate(x, w, **arguments(2)))


IMPLEMENTATION = Implementation(
    "fault_46",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
