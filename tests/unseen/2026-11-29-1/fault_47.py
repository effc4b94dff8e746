"""int64 sums of 16 products or more are computed in float64: exact only below 2**53.

Plausible: BLAS has no integer product, so integers are cast to double and back (NumPy users' folklore, older ONNX Runtime and MATLAB-like layers).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.dtype == np.int64 == weight.dtype and np.prod(weight.shape[1:]) >= 16:
        with np.errstate(all="ignore"):
            output = right(input.astype(float), weight.astype(float), bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups)
            return add_bias(np.rint(output).astype(np.int64), bias)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x = np.full((1, 1, 4, 4), 2**29 + 1)
    w, given = np.full((1, 1, 4, 4), 2**25 + 1), plain(2, bias=None)
    x[0, 0, 0, 0] = 7
    return bool((correlate(x, w, **given) != right(x, w, **given)).any())


IMPLEMENTATION = Implementation(
    "fault_47",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
