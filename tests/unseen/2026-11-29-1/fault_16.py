"""Square even kernels (4 and more) with padding k // 2, stride 1: the last row and column of the output hold only the bias.

Plausible: a 'same' path (padding == k // 2) that computes n outputs, right for odd kernels, though an even kernel gives n + 1.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    k = weight.shape[2]
    if weight.ndim == 4 and weight.shape[3] == k and k >= 4 and k % 2 == 0 and stride == dilation == (1, 1) and padding == ((k // 2, k // 2),) * 2:
        output = right(input, weight, bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups)
        output[:, :, -1] = 0
        output[:, :, :, -1] = 0
        return add_bias(output, bias)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 5, 6), (1, 1, 4, 4))
    given = plain(2, padding=((2, 2), (2, 2))) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_16",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
