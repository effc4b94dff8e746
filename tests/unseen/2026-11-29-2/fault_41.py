"""Inputs of more than 8 elements on the last axis are scattered in tiles of 8, and each tile overwrites what the one before left in the halo that they share.
Plausible: an input-stationary kernel accumulates a tile in shared memory and stores it with `=`; only the interior was meant to be stored so.
"""

import numpy as np

import control
from contract import Implementation
from control import col2im, rows
from support import add_bias, inside, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    items, channels, *size = input.shape
    kernel = weight.shape[2:]
    out = transposed_size(size, kernel, stride, padding, output_padding, dilation)
    lengths = [n + before + after for n, (before, after) in zip(out, padding)]
    shape = (items, weight.shape[1] * groups, *lengths)
    image = np.zeros(shape, np.result_type(input, weight))
    s, extent = stride[-1], dilation[-1] * (kernel[-1] - 1) + 1
    for start in range(0, size[-1], 8):
        tile = input[..., start : start + 8]
        part = (*size[:-1], tile.shape[-1])
        elements = tile.reshape(items, groups, channels // groups, int(np.prod(part)))
        columns = rows(weight, groups).swapaxes(1, 2) @ elements
        width = max((tile.shape[-1] - 1) * s + extent, tile.shape[-1] * s)
        scattered = col2im(columns, (*shape[:-1], width), kernel, part, stride, dilation)
        view = image[..., start * s : start * s + (tile.shape[-1] - 1) * s + extent]
        view[...] = scattered[..., : view.shape[-1]]
    return add_bias(inside(image, padding), bias)


def arguments(rank, **changes):
    plain = dict(stride=(1,) * rank, padding=((0, 0),) * rank, output_padding=(0,) * rank, dilation=(1,) * rank)
    return plain | dict(bias=None, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 2, 10)), random.standard_normal((1, 1, 2, 3))
    a = arguments(2)
    return differ(transposed(x, w, **a), control.transposed(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_41",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
