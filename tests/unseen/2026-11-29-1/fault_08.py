"""Rows longer than 16 outputs and not a multiple of 16: the last tile overlaps the one before, and beyond 32 channels a group the overlap is accumulated twice.

Plausible: tails handled by moving the last vector tile back, harmless for stores and wrong for accumulation over channel blocks.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    per = weight.shape[1]
    if per > 32 and size[-1] > 16 and size[-1] % 16:
        grouped = input.reshape(len(input), groups, per, *input.shape[2:])
        output = np.zeros((len(input), len(weight), *size), input.dtype)
        for start in range(0, per, 32):
            some = grouped[:, :, start : start + 32]
            some = some.reshape(len(input), groups * some.shape[2], *input.shape[2:])
            part = right(some, weight[:, start : start + 32], bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups)
            for column in range(0, size[-1], 16):
                at = min(column, size[-1] - 16)
                if start == 0:
                    output[..., at : at + 16] = part[..., at : at + 16]
                else:
                    output[..., at : at + 16] += part[..., at : at + 16]
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
    x, w = draw((1, 33, 19), (2, 33, 3))
    given = plain(1) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_08",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
