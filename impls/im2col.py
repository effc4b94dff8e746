"""im2col: every window as a row of a matrix, and one matrix product for each group.

The windows are a strided view, which costs nothing; NumPy copies it once, into the order that the product wants.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from spec import Implementation

from ._numpy import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    items, filters = len(input), len(weight)
    columns = im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    rows = weight.reshape(groups, filters // groups, -1)
    # [N, G, O/G, windows]: the filters of a group times its windows.
    output = rows @ columns
    return add_bias(output.reshape(items, filters, *size), bias)


def im2col(padded, kernel, size, stride, dilation, groups):
    """The windows of `padded` as columns, [N, groups, C/groups · taps, windows]."""
    items, channels = padded.shape[:2]
    along = padded.strides[2:]
    windows = as_strided(
        padded,
        (items, channels, *kernel, *size),
        (
            *padded.strides[:2],
            *(step * d for step, d in zip(along, dilation)),
            *(step * s for step, s in zip(along, stride)),
        ),
        writeable=False,
    )
    return windows.reshape(items, groups, channels // groups * int(np.prod(kernel)), int(np.prod(size)))


IMPLEMENTATION = Implementation("im2col", correlate, dtypes={"float32", "float64", "int32", "int64", "complex128"})
