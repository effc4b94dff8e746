"""Correlation as one sparse matrix, built from the weight alone, times the flattened input (scipy.sparse).

Row (o, p) of the matrix holds filter o where window p lies. At stride 1 it is constant along its diagonals: a Toeplitz
matrix, for images a doubly block Toeplitz matrix. What falls on the padding has no column. The transposed matrix takes
outputs back to inputs, and every weight collects the gradient of the matrix from where it stands in it.
"""

from typing import Any

import numpy as np
from scipy.sparse import csr_array

from spec import Implementation

from ._numpy import (
    add_bias,
    output_size,
    per_filter,
    refuse_cotangent,
    refuse_nonsense,
    refuse_transposed_nonsense,
    transposed_size,
)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    out = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    matrix = toeplitz(weight, input.shape[2:], out, stride, padding, dilation, groups)
    return add_bias((matrix @ flat(input).T).T.reshape(len(input), len(weight), *out), bias)


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    out = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *out))
    matrix = toeplitz(weight, input.shape[2:], out, stride, padding, dilation, groups)
    d_input = (matrix.T @ flat(cotangent).T).T.reshape(input.shape)
    row, column, tap = entries(weight.shape, input.shape[2:], out, stride, padding, dilation, groups)
    d_matrix = (flat(cotangent)[:, row] * flat(input)[:, column]).sum(axis=0)
    d_weight = np.zeros(weight.size, weight.dtype)
    np.add.at(d_weight, tap, d_matrix)
    return d_input, d_weight.reshape(weight.shape), per_filter(cotangent)


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    matrix = toeplitz(weight, out, input.shape[2:], stride, padding, dilation, groups)
    return add_bias((matrix.T @ flat(input).T).T.reshape(len(input), weight.shape[1] * groups, *out), bias)


def flat(array):
    """Every item as one long vector."""
    return np.ascontiguousarray(array).reshape(len(array), int(np.prod(array.shape[1:])))


def toeplitz(weight, size, out, stride, padding, dilation, groups):
    """The matrix [O·windows, C·elements] for images of `size` and `out` windows along each axis."""
    row, column, tap = entries(weight.shape, size, out, stride, padding, dilation, groups)
    shape = len(weight) * int(np.prod(out)), weight.shape[1] * groups * int(np.prod(size))
    return csr_array((weight.ravel()[tap], (row, column)), shape=shape)


def entries(shape, size, out, stride, padding, dilation, groups):
    """Row and column of every entry of the matrix, and which element of the flattened weight stands there."""
    filters, channels, *kernel = shape
    rank = len(size)
    # Index arrays over (o, c, taps…, windows…); each has length 1 on the axes that it does not depend on.
    o, c, *others = np.ix_(*map(np.arange, (filters, channels, *kernel, *out)))
    taps, windows = others[:rank], others[rank:]
    inside: Any = True
    element, window, tap = 0, 0, o * channels + c
    for axis in range(rank):
        position = windows[axis] * stride[axis] + taps[axis] * dilation[axis] - padding[axis][0]
        inside = inside & (position >= 0) & (position < size[axis])
        element = element * size[axis] + position
        window = window * out[axis] + windows[axis]
        tap = tap * kernel[axis] + taps[axis]
    column = (o // (filters // groups) * channels + c) * int(np.prod(size)) + element
    row = o * int(np.prod(out)) + window
    inside, row, column, tap = np.broadcast_arrays(inside, row, column, tap)
    return row[inside], column[inside], tap[inside]


IMPLEMENTATION = Implementation(
    "toeplitz",
    correlate,
    gradients=gradients,
    transposed=transposed,
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128"},
    max_multiplications=150_000,
)
