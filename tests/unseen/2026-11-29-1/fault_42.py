"""Grouped convolution reverses the axes of the weight one too early: the channels of the group are reversed and the last spatial axis is not.

Plausible: weights viewed as [G, O/g, C/g, ...] and then flipped along the axis numbers of the ungrouped layout.
"""

import numpy as np

from contract import Implementation
from control import convolve as right, correlate, gradients, transposed
from support import refuse_nonsense


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    rank = len(stride)
    if groups > 1:
        grouped = weight.reshape(groups, len(weight) // groups, *weight.shape[1:])
        weight = np.flip(grouped, tuple(range(2, 2 + rank))).reshape(weight.shape)
    else:
        weight = np.flip(weight, tuple(range(2, 2 + rank)))
    return correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 2, 5, 5), (2, 1, 3, 3))
    given = plain(2, groups=2) | {"bias": None}
    return not same(convolve(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_42",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
