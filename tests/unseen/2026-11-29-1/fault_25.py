"""Gradient by the bias: with more than 256 outputs a filter (batch and places) the rest beyond a multiple of 256 is left out.

Plausible: a block reduction of 256 threads with a grid of count // 256 blocks.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients as right, transposed
from support import output_size, refuse_cotangent, refuse_nonsense


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_input, d_weight, d_bias = right(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    flat = cotangent.swapaxes(0, 1).reshape(len(weight), len(input) * int(np.prod(size)))
    count = flat.shape[1]
    if count > 256 and count % 256:
        d_bias = flat[:, : count // 256 * 256].sum(1, dtype=flat.dtype)
    return d_input, d_weight, d_bias


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, c = draw((1, 1, 19, 19), (1, 1, 3, 3), (1, 1, 17, 17))
    given = plain(2)
    return not all(same(a, b) for a, b in zip(gradients(x, w, c, **given), right(x, w, c, **given)))


IMPLEMENTATION = Implementation(
    "fault_25",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
