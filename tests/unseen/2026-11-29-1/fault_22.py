"""Kernels that are not square, with channels and filters of each group multiples of 4: the taps are read as if height and width were exchanged.

Plausible: a repacking of weights for pack4 kernels (ncnn, MNN) that was written for square kernels and mixes kernel_w and kernel_h.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if weight.ndim == 4 and weight.shape[2] != weight.shape[3] and weight.shape[1] % 4 == 0 and len(weight) // groups % 4 == 0:
        filters, channels, high, wide = weight.shape
        weight = weight.reshape(filters, channels, wide, high).swapaxes(2, 3)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 4, 5, 6), (4, 4, 3, 2))
    given = plain(2) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_22",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
