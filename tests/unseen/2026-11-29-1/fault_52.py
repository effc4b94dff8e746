"""The padded image is a workspace kept for each padded shape and zeroed only when made: another split of the same shape into image and padding finds old pixels in its border.

Plausible: a reused padding buffer whose border 'is zero anyway' (ncnn, TFLite Micro arenas, handwritten C).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense

_space = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if np.any(padding):
        shape = (*input.shape[:2], *(n + sum(pair) for n, pair in zip(input.shape[2:], padding)))
        space = _space.setdefault((shape, input.dtype.char), np.zeros(shape, input.dtype))
        space[:, :, *(slice(before, before + n) for n, (before, _) in zip(input.shape[2:], padding))] = input
        input, padding = space, ((0, 0),) * len(stride)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 5, 5), (1, 1, 3, 3))
    correlate(x, w, **plain(2, bias=None, padding=((1, 1), (1, 1))))
    given = plain(2, bias=None, padding=((2, 2), (2, 2)))
    return not same(correlate(x[:, :, :3, :3], w, **given), right(x[:, :, :3, :3], w, **given))


IMPLEMENTATION = Implementation(
    "fault_52",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
