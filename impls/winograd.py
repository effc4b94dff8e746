"""Winograd's minimal filtering F(2, 3), nested over the axes: two outputs of a three-tap kernel in four
multiplications, not six.

    y = Aᵀ [(G g) ⊙ (Bᵀ d)]          d: 4 inputs, g: 3 taps, y: 2 outputs

(Winograd 1980; Lavin and Gray 2016.) An axis with more than three taps is cut into pieces of three, whose outputs
are added; one with fewer is filled up with zeros. There is no form for strides or dilations, so neither is claimed.
"""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from spec import Implementation

from ._numpy import add_bias, output_size, refuse_nonsense, surround

INPUT = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])  # Bᵀ
KERNEL = np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]) / 2  # G
OUTPUT = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])  # Aᵀ


def correlate(input, weight, *, bias, padding, groups):
    ones = (1,) * (input.ndim - 2)
    refuse_nonsense(input, weight, bias, ones, padding, ones, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], ones, ones)
    items, rank = len(input), len(ones)
    filters, channels = weight.shape[:2]

    pieces = [-(-k // 3) for k in weight.shape[2:]]
    tiles = [-(-out // 2) for out in size]
    # Zeros behind the kernel meet zeros behind the input: room for whole pieces and whole tiles.
    behind = [2 * t + 3 * p - 1 for t, p in zip(tiles, pieces)]
    padded = np.pad(padded, ((0, 0), (0, 0), *((0, max(0, n - m)) for n, m in zip(behind, padded.shape[2:]))))
    taps = np.pad(weight, ((0, 0), (0, 0), *((0, 3 * p - k) for p, k in zip(pieces, weight.shape[2:]))))

    products: Any = 0
    for piece in np.ndindex(*pieces):
        seen = padded[:, :, *(slice(3 * p, 3 * p + 2 * t + 2) for p, t in zip(piece, tiles))]
        # [N, C, *tiles, *4]: overlapping tiles of four, two apart.
        data = sliding_window_view(seen, (4,) * rank, tuple(range(2, 2 + rank)))[:, :, *[slice(None, None, 2)] * rank]
        data = along_last_axes(INPUT, data, rank).reshape(items, groups, 1, channels, *tiles, *[4] * rank)
        kernel = along_last_axes(KERNEL, taps[:, :, *(slice(3 * p, 3 * p + 3) for p in piece)], rank)
        kernel = kernel.reshape(groups, filters // groups, channels, *ones, *[4] * rank)
        products = products + (data * kernel).sum(axis=3)
    outputs = along_last_axes(OUTPUT, products.reshape(items, filters, *tiles, *[4] * rank), rank)
    # [N, O, *tiles, *2] to [N, O, *(2·tiles)], then without the outputs that only fill the last tile.
    order = (0, 1, *(axis for pair in zip(range(2, 2 + rank), range(2 + rank, 2 + 2 * rank)) for axis in pair))
    whole = outputs.transpose(order).reshape(items, filters, *(2 * t for t in tiles))
    return add_bias(whole[:, :, *map(slice, size)].astype(input.dtype), bias)


def along_last_axes(matrix, array, rank):
    """`matrix` applied to each of the last `rank` axes of `array`."""
    matrix = matrix.astype(array.dtype)
    for axis in range(array.ndim - rank, array.ndim):
        array = np.moveaxis(np.tensordot(matrix, array, (1, axis)), 0, axis)
    return array


IMPLEMENTATION = Implementation(
    "winograd",
    correlate,
    dtypes={"float32", "float64", "complex64", "complex128"},
    rounding="transform",
    max_multiplications=60_000_000,
)
