"""Transposed with padding wider than d * (k - 1): only so much is cut off before, and the output is shifted.

Plausible: transposed as a correlation with padding d * (k - 1) - p, clamped at 0 because negative padding was not foreseen.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients, transposed as right
from support import add_bias, refuse_transposed_nonsense, surround, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    rank = len(stride)
    out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    whole = right(input, weight, bias=None, stride=stride, padding=((0, 0),) * rank, output_padding=(0,) * rank, dilation=dilation, groups=groups)
    whole = surround(whole, [(0, n) for n in output_padding])
    starts = [min(before, d * (k - 1)) for (before, _), d, k in zip(padding, dilation, weight.shape[2:])]
    return add_bias(whole[:, :, *(slice(a, a + n) for a, n in zip(starts, out))].copy(), bias)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 6), (1, 1, 2))
    given = plain(1, padding=((2, 0),)) | {"bias": None, "output_padding": (0,)}
    return not same(transposed(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_36",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
