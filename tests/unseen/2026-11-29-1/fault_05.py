"""A 1x1 kernel with padding: the border of the output, where the window lies in the padding, is 0 instead of the bias.

Plausible: a pointwise path that multiplies the unpadded image and writes the product with its bias into a zeroed output.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if set(weight.shape[2:]) == {1} and set(stride) == {1} and np.any(padding) and bias is not None:
        middle = right(input, weight, bias=bias, stride=stride, padding=((0, 0),) * len(stride), dilation=dilation, groups=groups)
        return surround(middle, padding)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, b = draw((1, 2, 4, 4), (3, 2, 1, 1), (3,))
    given = plain(2, padding=((1, 1), (0, 1))) | {"bias": b}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_05",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
