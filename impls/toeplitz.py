"""Correlation as one sparse matrix, built from the weight alone, times the flattened input (scipy.sparse).

Row (o, p) of the matrix holds filter o where window p lies. At stride 1 it is constant along its diagonals: a
Toeplitz matrix, for images a doubly block Toeplitz matrix. What falls on the padding has no column.
"""

import numpy as np
from scipy.sparse import csr_array

from spec import Implementation

from ._numpy import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    items, filters = len(input), len(weight)
    matrix, size = toeplitz(weight, input.shape[2:], stride, padding, dilation, groups)
    flat = np.ascontiguousarray(input).reshape(items, matrix.shape[1])
    return add_bias((matrix @ flat.T).T.reshape(items, filters, *size), bias)


def toeplitz(weight, size, stride, padding, dilation, groups):
    """The matrix [O·windows, C·elements], and the windows along each axis."""
    filters, channels, *kernel = weight.shape
    rank = len(size)
    out = output_size(size, kernel, stride, dilation, padding)
    # Index arrays over (o, c, taps…, windows…); each has length 1 on the axes that it does not depend on.
    grid = np.ix_(*map(np.arange, (filters, channels, *kernel, *out)))
    o, c, taps, windows = grid[0], grid[1], grid[2 : 2 + rank], grid[2 + rank :]
    element, inside, window = 0, True, 0
    for axis in range(rank):
        position = windows[axis] * stride[axis] + taps[axis] * dilation[axis] - padding[axis][0]
        inside = inside & (position >= 0) & (position < size[axis])
        element = element * size[axis] + position
        window = window * out[axis] + windows[axis]
    column = (o // (filters // groups) * channels + c) * int(np.prod(size)) + element
    row = o * int(np.prod(out)) + window
    shape = (filters * int(np.prod(out)), channels * groups * int(np.prod(size)))
    values = weight.reshape(*weight.shape, *[1] * rank)
    inside, row, column, values = np.broadcast_arrays(inside, row, column, values)
    return csr_array((values[inside], (row[inside], column[inside])), shape=shape), out


IMPLEMENTATION = Implementation("toeplitz", correlate, dtypes={"float32", "float64", "int32", "int64", "complex128"})
