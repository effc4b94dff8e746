"""Complex, one item, one filter and one single window: the weight is conjugated.

Plausible: np.vdot or cblas_zdotc instead of dot / zdotu in the shortcut for a single output.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    if input.dtype.kind == "c" and len(input) == len(weight) == 1 and set(size) == {1}:
        window = surround(input, padding)[:, :, *(slice(0, d * (k - 1) + 1, d) for k, d in zip(weight.shape[2:], dilation))]
        return add_bias(np.array(np.vdot(weight, window), input.dtype).reshape(1, 1, *size), bias)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    a, b, c, d = draw((1, 2, 3, 3), (1, 2, 3, 3), (1, 2, 3, 3), (1, 2, 3, 3))
    x, w, given = a + 1j * b, c + 1j * d, plain(2, bias=None)
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_48",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
