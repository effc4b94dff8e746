"""Float32 3x3 layers of stride 1 with at least 16 channels per group go through Winograd F(4x4, 3x3), though the row
declares sums of products ("direct"): a large, infinite or NaN pixel spoils windows of its tile in which it does not lie.

Plausible: the dispatcher takes the Winograd kernel wherever it is faster, and nobody told the one who wrote the row.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

BT = np.array([[4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0],
               [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1]], np.float32)
G = np.array([[1 / 4, 0, 0], [-1 / 6, -1 / 6, -1 / 6], [-1 / 6, 1 / 6, -1 / 6], [1 / 24, 1 / 12, 1 / 6],
              [1 / 24, -1 / 12, 1 / 6], [0, 0, 1]], np.float32)
AT = np.array([[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]], np.float32)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if not (weight.shape[2:] == (3, 3) and weight.shape[1] >= 16 and weight.dtype == np.float32
            and tuple(stride) == tuple(dilation) == (1, 1)):
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    x = surround(input, padding)
    h, v = output_size(x.shape[2:], (3, 3), stride, dilation)
    if 0 in (h, v) or not len(x):
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    th, tv = -(-h // 4), -(-v // 4)
    x = surround(x, ((0, 4 * th + 2 - x.shape[2]), (0, 4 * tv + 2 - x.shape[3])))
    tiles = np.lib.stride_tricks.sliding_window_view(x, (6, 6), (2, 3))[:, :, ::4, ::4]
    n, c = x.shape[:2]
    tiles = (BT @ tiles @ BT.T).reshape(n, groups, c // groups, th * tv, 36)
    taps = (G @ weight @ G.T).reshape(groups, len(weight) // groups, c // groups, 36)
    m = np.einsum("ngcpk,gock->ngopk", tiles, taps, optimize=True).reshape(n, len(weight), th, tv, 6, 6)
    y = (AT @ m @ AT.T).transpose(0, 1, 2, 4, 3, 5).reshape(n, len(weight), 4 * th, 4 * tv)[:, :, :h, :v]
    return add_bias(np.ascontiguousarray(y), bias)


IMPLEMENTATION = Implementation("fault_01", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    rng = np.random.default_rng(1)
    x = rng.standard_normal((1, 16, 12, 12)).astype(np.float32)
    w = rng.standard_normal((16, 16, 3, 3)).astype(np.float32)
    g = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, **g), control.correlate(x, w, **g), 1e-3, 1e-3)
    x[0, 3, 5, 5] = 1e7
    return not np.allclose(correlate(x, w, **g)[:, :, 7:], control.correlate(x, w, **g)[:, :, 7:], 1e-3, 1e-3)
