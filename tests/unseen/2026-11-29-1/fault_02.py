"""The RGB stem (7x7, stride 2, padding 3) loses the last row or column of images of odd size.

Plausible: space-to-depth of the stem (TPU, MLPerf ResNet) that computes n // 2 blocks and so drops an odd last pixel.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if weight.shape[1:] == (3, 7, 7) and groups == 1 and stride == (2, 2) and dilation == (1, 1) and padding == ((3, 3), (3, 3)):
        blocks = np.zeros_like(input, order="C")
        h, w = (n // 2 * 2 for n in input.shape[2:])
        blocks[:, :, :h, :w] = input[:, :, :h, :w]
        input = blocks
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 3, 15, 16), (2, 3, 7, 7))
    given = plain(2, stride=(2, 2), padding=((3, 3), (3, 3))) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_02",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
