"""Transposed with groups of several filters: the filters come out interleaved (filter-major instead of group-major).

Plausible: a layout conversion of [C, O/g] weights, group axis put inside of the filter axis (ONNX and CoreML converters).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients, transposed as right
from support import add_bias, refuse_transposed_nonsense


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    output = right(input, weight, bias=None, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    if groups > 1 and weight.shape[1] > 1:
        output = output.reshape(len(input), groups, weight.shape[1], *output.shape[2:]).swapaxes(1, 2).reshape(output.shape)
    return add_bias(output, bias)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 4, 3, 3), (4, 2, 2, 2))
    given = plain(2, groups=2) | {"bias": None, "output_padding": (0, 0)}
    return not same(transposed(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_34",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
