"""Depthwise 3x3 with stride 2 where the padded width is even: rows drift, one element for each row of outputs and stride.

Plausible: ncnn-like kernels whose row pointer advances by a tail step that takes width == 2 * out_width + 1.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if groups > 1 and len(weight) == groups and weight.shape[1:] == (1, 3, 3) and stride == (2, 2) and dilation == (1, 1):
        padded = surround(input, padding)
        high, wide = output_size(padded.shape[2:], (3, 3), stride, dilation)
        width = padded.shape[3]
        flat = padded.reshape(len(padded), groups, padded.shape[2] * width)
        output = np.zeros((len(input), groups, high, wide), input.dtype)
        start = 2 * (2 * wide + 1) * np.arange(high)[:, None] + 2 * np.arange(wide)
        for a in range(3):
            for b in range(3):
                output += flat[:, :, start + a * width + b] * weight[:, 0, a, b].reshape(-1, 1, 1)
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
    x, w = draw((1, 2, 8, 8), (2, 1, 3, 3))
    given = plain(2, stride=(2, 2), groups=2) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_19",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
