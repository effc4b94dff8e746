"""Outputs of 256 elements or more live in a pool of two buffers for each shape: an answer is overwritten by the next call but one.

Plausible: double buffering of outputs in an inference runtime whose results are views (ORT IOBinding, TFLite's tensor() views).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense

_pool = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    output = right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if output.size < 256:
        return output
    pool = _pool.setdefault((output.shape, output.dtype.char), [np.empty_like(output), np.empty_like(output)])
    pool.reverse()
    pool[0][...] = output
    return pool[0]


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((3, 1, 18, 18), (1, 1, 3, 3))
    first = correlate(x[:1], w, **plain(2, bias=None))
    before = first.copy()
    correlate(x[1:2], w, **plain(2, bias=None))
    correlate(x[2:], w, **plain(2, bias=None))
    return not same(first, before)


IMPLEMENTATION = Implementation(
    "fault_06",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
