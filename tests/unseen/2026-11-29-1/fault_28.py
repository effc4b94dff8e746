"""Gradient by the bias of a padded 1x1 kernel leaves out the outputs that lie in the padding.

Plausible: a pointwise backward path that crops the cotangent to the image first, for all three gradients.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients as right, transposed
from support import inside, output_size, per_filter, refuse_cotangent, refuse_nonsense


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_input, d_weight, d_bias = right(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if set(weight.shape[2:]) == {1} and set(stride) == {1} and np.any(padding):
        d_bias = per_filter(inside(cotangent, padding))
    return d_input, d_weight, d_bias


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, c = draw((1, 2, 4, 4), (3, 2, 1, 1), (1, 3, 6, 6))
    given = plain(2, padding=((1, 1), (1, 1)))
    return not all(same(a, b) for a, b in zip(gradients(x, w, c, **given), right(x, w, c, **given)))


IMPLEMENTATION = Implementation(
    "fault_28",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
