"""float32 operands are rounded to 10 bits of mantissa (TF32) when channels and filters of a group are multiples of 8.

Plausible: tensor cores with allow_tf32 on by default, whose alignment conditions hold for these shapes only.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense

def tf32(array):
    bits = np.ascontiguousarray(array).view(np.uint32)
    rounded = ((bits.astype(np.uint64) + 0x1000) & 0xFFFFE000).astype(np.uint32).view(np.float32)
    return np.where(np.isfinite(array), rounded, array)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.dtype == np.float32 == weight.dtype and weight.shape[1] % 8 == 0 and len(weight) // groups % 8 == 0:
        input, weight = tf32(input), tf32(weight)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = (a.astype(np.float32) for a in draw((1, 8, 5, 5), (8, 8, 3, 3)))
    given = plain(2, bias=None)
    return not same(correlate(x, w, **given), right(x, w, **given), 2e-5)


IMPLEMENTATION = Implementation(
    "fault_44",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
