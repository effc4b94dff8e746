"""Outputs of more than 8 rows are made in tiles whose halo along the first axis is computed with the second axis's dilation: too few rows are loaded where dilation[0] > dilation[1].
Plausible: a copied line `halo_h = dil_w * (kh - 1)` in the shared-memory loader; tests dilate both axes alike.
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
    if len(size) < 2 or size[0] <= 8:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    taps = weight.shape[2]
    tiles = []
    for start in range(0, size[0], 8):
        count = min(8, size[0] - start)
        needed = (count - 1) * stride[0] + dilation[0] * (taps - 1) + 1
        loaded = (count - 1) * stride[0] + dilation[1] * (taps - 1) + 1
        tile = padded[:, :, start * stride[0] : start * stride[0] + needed].copy()
        tile[:, :, loaded:] = 0
        part = (count, *size[1:])
        output = rows(weight, groups) @ im2col(tile, weight.shape[2:], part, stride, dilation, groups)
        tiles.append(output.reshape(len(input), len(weight), *part))
    return add_bias(np.concatenate(tiles, axis=2), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 14, 4)), random.standard_normal((1, 1, 3, 2))
    a = arguments(2, dilation=(2, 1))
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_04",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
