"""3x3 stride-1 kernels with 16 channels or more go through Winograd F(4, 3) though sums are claimed to be direct: infinities and NaN spread over a tile of 4x4 outputs, and large pixels blur their neighbours.

Plausible: Winograd chosen by heuristics (cuDNN, oneDNN auto, ncnn, ARM Compute Library).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

BT = np.array([[4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1]])
G = np.array([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]) / 24
AT = np.array([[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]])


def gather(padded, weight, taps, groups):
    """The correlation whose windows have their taps at taps[axis][window, tap] along each axis."""
    rank, items, filters = len(taps), len(padded), len(weight)
    index = []
    for axis, at in enumerate(taps):
        shape = [1] * (2 * rank)
        shape[axis], shape[rank + axis] = at.shape
        index.append(at.reshape(shape))
    size, kernel = [at.shape[0] for at in taps], [at.shape[1] for at in taps]
    places, count = int(np.prod(size)), int(np.prod(kernel))
    windows = padded[(slice(None), slice(None), *index)].reshape(
        items, groups, padded.shape[1] // groups, places, count)
    filters_of = weight.reshape(groups, filters // groups, weight.shape[1], count)
    return np.einsum("ngcpt,goct->ngop", windows, filters_of).reshape(items, filters, *size)


def places(n, k, s, d):
    """Where the k taps of n windows lie along an axis."""
    return s * np.arange(n)[:, None] + d * np.arange(k)



def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    if (weight.ndim == 4 and weight.shape[2:] == (3, 3) and stride == dilation == (1, 1) and groups == 1
            and weight.shape[1] >= 16 and min(size) >= 4 and input.dtype in (np.float32, np.float64)):
        kind = input.dtype
        tiles = [-(-n // 4) for n in size]
        padded = surround(input, padding)
        padded = surround(padded, [(0, 4 * n + 2 - have) for n, have in zip(tiles, padded.shape[2:])])
        down, across = (places(n, 6, 4, 1) for n in tiles)
        windows = padded[:, :, down[:, None, :, None], across[None, :, None, :]]
        with np.errstate(all="ignore"):
            data = BT.astype(kind) @ windows @ BT.T.astype(kind)
            taps = G.astype(kind) @ weight @ G.T.astype(kind)
            product = np.einsum("ncijab,ocab->noijab", data, taps, optimize=True)
            output = AT.astype(kind) @ product @ AT.T.astype(kind)
        output = output.transpose(0, 1, 2, 4, 3, 5).reshape(len(input), len(weight), 4 * tiles[0], 4 * tiles[1])
        return add_bias(output[:, :, : size[0], : size[1]].copy(), bias)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 16, 6, 6), (1, 16, 3, 3))
    given = plain(2, bias=None)
    if not same(correlate(x, w, **given), right(x, w, **given)):
        return False
    x[0, 0, 0, 4] = np.inf
    with np.errstate(all="ignore"):
        return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_45",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
