"""In a dilated layer with an output wider than 32, the last windows of each tile of 32 but the last tile miss their
outer taps, which count as zero.

Plausible: a tile of the image is loaded with a halo of kernel - 1 elements; it should be dilation * (kernel - 1).
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense, surround

TILE = 32


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    given = dict(bias=bias, stride=stride, dilation=dilation, groups=groups)
    wide = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)[-1]
    if wide <= TILE:
        return control.correlate(input, weight, padding=padding, **given)
    padded = surround(input, padding)
    none = ((0, 0),) * len(padding)
    taps, s, d = weight.shape[-1], stride[-1], dilation[-1]
    tiles = []
    for first in range(0, wide, TILE):
        last = min(first + TILE, wide)
        tile = np.zeros((*padded.shape[:-1], (last - first - 1) * s + d * (taps - 1) + 1), padded.dtype)
        loaded = tile.shape[-1] if last == wide else min(tile.shape[-1], (last - first - 1) * s + taps)
        tile[..., :loaded] = padded[..., first * s : first * s + loaded]
        tiles.append(control.correlate(tile, weight, padding=none, **given))
    return np.concatenate(tiles, axis=-1)


IMPLEMENTATION = Implementation(
    "fault_51", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(51)
    x, w = rng.standard_normal((1, 2, 6, 40)), rng.standard_normal((2, 2, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (2, 2)), groups=1)
    one, two = (dict(given, dilation=(1, d)) for d in (1, 2))
    fine = np.allclose(correlate(x, w, **one), control.correlate(x, w, **one))
    return fine and not np.allclose(correlate(x, w, **two), control.correlate(x, w, **two))
