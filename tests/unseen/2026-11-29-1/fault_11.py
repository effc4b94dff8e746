"""Batches of more than 32 items that are no multiple of 32: the items of the incomplete last chunk stay zero.

Plausible: im2col_step chunking of the batch (deformable convolution kernels) with a loop over N // step chunks.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    whole = len(input) // 32 * 32
    if len(input) > 32 and whole < len(input):
        part = right(input[:whole], weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
        return np.concatenate([part, np.zeros((len(input) - whole, *part.shape[1:]), part.dtype)])
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((33, 1, 4), (1, 1, 2))
    given = plain(1) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_11",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
