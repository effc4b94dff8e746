"""Depthwise gradient by the weight where the stride leaves a remainder: it is that of a window shifted by the remainder.

Plausible: backward filter as a correlation of the image with the dilated cotangent, which gives k + remainder taps, of which the last k are taken.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients as right, transposed
from support import output_size, refuse_cotangent, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_input, d_weight, d_bias = right(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if groups > 1 and weight.shape[1] == 1 and set(dilation) == {1} and min(size) > 0:
        padded = surround(input, padding)
        rest = [(n - k) % s for n, k, s in zip(padded.shape[2:], weight.shape[2:], stride)]
        shifted = padded[:, :, *(slice(r, None) for r in rest)]
        d_weight = right(shifted, weight, cotangent, stride=stride, padding=((0, 0),) * len(stride), dilation=dilation, groups=groups)[1]
    return d_input, d_weight, d_bias


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, c = draw((1, 2, 6, 6), (2, 1, 3, 3), (1, 2, 2, 2))
    given = plain(2, stride=(2, 2), groups=2)
    return not all(same(a, b) for a, b in zip(gradients(x, w, c, **given), right(x, w, c, **given)))


IMPLEMENTATION = Implementation(
    "fault_27",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
