"""The rows and columns that output_padding adds lack the bias.

Plausible: bias added in the kernel's epilogue over the outputs that it computes; output_padding is allocated as zeros around it.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients, transposed as right
from support import add_bias, refuse_transposed_nonsense


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    output = right(input, weight, bias=None, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    if bias is None:
        return output
    computed = tuple(slice(0, max(0, n - behind)) for n, behind in zip(output.shape[2:], output_padding))
    output[:, :, *computed] = add_bias(output[:, :, *computed], bias)
    return output


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, b = draw((1, 1, 3, 3), (1, 1, 3, 3), (1,))
    given = plain(2, stride=(2, 2)) | {"bias": b, "output_padding": (1, 0)}
    return not same(transposed(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_33",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
