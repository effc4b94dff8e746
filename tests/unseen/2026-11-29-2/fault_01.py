"""The item that a tile of 16 flattened batch·window rows belongs to is computed once per tile, so tiles that straddle two items read the first item only.
Plausible: an implicit GEMM over M = N·H·W hoists the division m / (H·W) out of the row loop, which is right only if H·W is a multiple of the tile.
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
    columns = im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    items, _, depth, count = columns.shape
    windows = columns.transpose(0, 3, 1, 2).reshape(items * count, groups, depth)
    filters = rows(weight, groups).swapaxes(1, 2)
    output = np.empty((items * count, len(weight)), np.result_type(input, weight))
    for start in range(0, items * count, 16):
        m = np.arange(start, min(start + 16, items * count))
        block = windows[start // count * count + m % count]
        output[m] = (block.swapaxes(0, 1) @ filters).swapaxes(0, 1).reshape(len(m), len(weight))
    output = output.reshape(items, count, len(weight)).swapaxes(1, 2)
    return add_bias(output.reshape(items, len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((2, 1, 5, 5)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_01",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
