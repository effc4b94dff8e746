"""float16 outputs beyond 65504 come out as the largest finite float16 instead of infinity, and so do sums over infinities.

Plausible: a clamp put after half-precision layers to 'avoid overflow' (T5 in Transformers, saturating conversions of NPUs).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.dtype == np.float16:
        with np.errstate(all="ignore"):
            output = right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
        most = np.finfo(np.float16).max
        return np.clip(output, -most, most)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = np.full((1, 1, 4, 4), 200, np.float16), np.full((1, 1, 2, 2), 100, np.float16)
    given = plain(2, bias=None)
    with np.errstate(all="ignore"):
        return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_04",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
