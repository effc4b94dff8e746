"""Gradient by the input where the stride leaves a remainder behind the last window: the gradient is shifted by it (two input channels or more).

Plausible: backward data as a transposed convolution whose output_padding was put before instead of behind.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients as right, transposed
from support import inside, output_size, refuse_cotangent, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    padded = surround(input, padding)
    d_padded, d_weight, d_bias = right(padded, weight, cotangent, stride=stride, padding=((0, 0),) * len(stride), dilation=dilation, groups=groups)
    if min(size) > 0 and input.shape[1] > 1:
        for axis, (n, k, s, d) in enumerate(zip(padded.shape[2:], weight.shape[2:], stride, dilation)):
            d_padded = np.roll(d_padded, (n - d * (k - 1) - 1) % s, axis=2 + axis)
    return inside(d_padded, padding), d_weight, d_bias


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, c = draw((1, 2, 6, 7), (1, 2, 3, 3), (1, 1, 2, 3))
    given = plain(2, stride=(2, 2))
    return not all(same(a, b) for a, b in zip(gradients(x, w, c, **given), right(x, w, c, **given)))


IMPLEMENTATION = Implementation(
    "fault_23",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
