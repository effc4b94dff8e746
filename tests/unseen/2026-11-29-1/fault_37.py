"""Refuses an output_padding that is not less than the stride though it is less than the dilation.

Plausible: a check 'output padding must be smaller than stride', as in Keras, CoreML and older ONNX shape inference.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients, transposed as right
from support import refuse_transposed_nonsense


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    if any(n >= s for n, s in zip(output_padding, stride)) and any(output_padding):
        raise ValueError(f"output_padding {output_padding} must be smaller than the stride {stride}")
    return right(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 4), (1, 1, 3))
    given = plain(1, bias=None, dilation=(2,), output_padding=(1,))
    right(x, w, **given)
    try:
        transposed(x, w, **given)
    except ValueError:
        return True
    return False


IMPLEMENTATION = Implementation(
    "fault_37",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
