"""Raises for an empty batch when there are groups.

Plausible: reshape(N, groups, -1), which cannot infer the last axis of an array without elements (PyTorch and NumPy alike).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if groups > 1:
        input = input.reshape(len(input), groups, -1).reshape(input.shape)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    w, = draw((2, 1, 3, 3))
    x, given = np.zeros((0, 2, 5, 5)), plain(2, bias=None, groups=2)
    right(x, w, **given)
    try:
        correlate(x, w, **given)
    except ValueError:
        return True
    return False


IMPLEMENTATION = Implementation(
    "fault_60",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
