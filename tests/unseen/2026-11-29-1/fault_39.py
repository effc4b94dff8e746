"""Transposed with kernel == stride (upsampling): padding that is not a multiple of the stride is rounded down to one before the image.

Plausible: a pixel-shuffle path for U-Net's 2x2 stride-2 layers that crops whole blocks of the input, padding // stride.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients, transposed as right
from support import add_bias, refuse_transposed_nonsense, surround, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    rank = len(stride)
    if weight.shape[2:] == stride and min(stride) > 1 and set(dilation) == {1} and np.any(padding):
        out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
        whole = right(input, weight, bias=None, stride=stride, padding=((0, 0),) * rank, output_padding=(0,) * rank, dilation=dilation, groups=groups)
        whole = surround(whole, [(0, n) for n in output_padding])
        starts = [before // s * s for (before, _), s in zip(padding, stride)]
        return add_bias(whole[:, :, *(slice(a, a + n) for a, n in zip(starts, out))].copy(), bias)
    return right(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 2, 4, 4), (2, 3, 2, 2))
    given = plain(2, stride=(2, 2), padding=((1, 1), (1, 1))) | {"bias": None, "output_padding": (0, 0)}
    return not same(transposed(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_39",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
