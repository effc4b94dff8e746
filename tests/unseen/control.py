"""im2col: every window as a column of a matrix, and one matrix product for each group. col2im is the way back.

The windows are a strided view, which costs nothing; NumPy copies it once, into the order that the product wants. On the
way back every column is added to the window that it was taken from: where windows overlap, an element is given several
times.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from contract import Implementation

from support import (
    add_bias,
    inside,
    output_size,
    per_filter,
    refuse_cotangent,
    refuse_nonsense,
    refuse_transposed_nonsense,
    surround,
    transposed_size,
)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    # [N, G, O/G, windows]: the filters of a group times its windows.
    output = rows(weight, groups) @ im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    columns = im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    # The product is rows @ columns, so each factor gets back the cotangent times the other one, transposed.
    given = cotangent.reshape(len(input), groups, len(weight) // groups, columns.shape[3])
    d_rows = (given @ columns.swapaxes(2, 3)).sum(axis=0)
    d_columns = rows(weight, groups).swapaxes(1, 2) @ given
    d_padded = col2im(d_columns, padded.shape, weight.shape[2:], size, stride, dilation)
    return inside(d_padded, padding), d_rows.reshape(weight.shape), per_filter(cotangent)


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    items, channels, *size = input.shape
    out = transposed_size(size, weight.shape[2:], stride, padding, output_padding, dilation)
    padded = (n + before + after for n, (before, after) in zip(out, padding))
    elements = input.reshape(items, groups, channels // groups, int(np.prod(size)))
    columns = rows(weight, groups).swapaxes(1, 2) @ elements
    shape = (items, weight.shape[1] * groups, *padded)
    return add_bias(inside(col2im(columns, shape, weight.shape[2:], size, stride, dilation), padding), bias)


def rows(weight, groups):
    """The filters of each group as the rows of a matrix, [groups, O/groups, C/groups · taps]."""
    return weight.reshape(groups, weight.shape[0] // groups, int(np.prod(weight.shape[1:])))


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
            # A stride beyond the end leaves one window, and is never taken.
            *(step * min(s, n) for step, s, n in zip(along, stride, padded.shape[2:])),
        ),
        writeable=False,
    )
    return windows.reshape(items, groups, channels // groups * int(np.prod(kernel)), int(np.prod(size)))


def col2im(columns, shape, kernel, size, stride, dilation):
    """An image of `shape` to which every column was added where its window lies."""
    image = np.zeros(shape, columns.dtype)
    windows = columns.reshape(*shape[:2], *kernel, *size)
    for tap in np.ndindex(*kernel):
        under = (slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))
        image[:, :, *under] += windows[:, :, *tap]
    return image


IMPLEMENTATION = Implementation(
    "control",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
