"""Inputs whose memory does not begin at a multiple of 16 bytes: the first outputs of every row, up to the alignment, lack the bias.

Plausible: a peeled scalar loop before the aligned vector loop, into which the bias was never copied.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    head = -input.ctypes.data % 16 // input.itemsize
    if head and bias is not None:
        output = right(input, weight, bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups)
        whole = add_bias(output, bias)
        whole[..., :head] = output[..., :head]
        return whole
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, b = draw((1, 1, 5, 5), (1, 1, 3, 3), (1,))
    room = np.empty(x.size + 3)
    start = next(i for i in range(2) if room[i:].ctypes.data % 16)
    moved = room[start : start + x.size].reshape(x.shape)
    moved[...] = x
    given = plain(2, bias=b)
    return not same(correlate(moved, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_20",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
