"""Stride a multiple of the dilation: the image is first thinned out by the dilation, wrong when the padding before is not a multiple of it.

Plausible: the rewrite of a dilated strided convolution to a dense one on x[::d] (compiler canonicalisations, space-to-batch removal) with padding // d.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if max(dilation) > 1 and not any(s % d for s, d in zip(stride, dilation)):
        rank = len(stride)
        size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
        thin = input[:, :, *(slice(None, None, d) for d in dilation)]
        steps = tuple(s // d for s, d in zip(stride, dilation))
        for axis in range(rank):
            before = padding[axis][0] // dilation[axis]
            need = max(0, (size[axis] - 1) * steps[axis] + weight.shape[2 + axis]) if size[axis] else 0
            behind = max(0, need - before - thin.shape[2 + axis])
            thin = surround(thin, [(before, behind) if a == axis else (0, 0) for a in range(rank)])
            thin = thin[:, :, *(slice(need) if a == axis else slice(None) for a in range(rank))]
        return right(thin, weight, bias=bias, stride=steps, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=groups)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 2, 9, 9), (1, 2, 3, 3))
    given = plain(2, stride=(2, 2), dilation=(2, 2), padding=((1, 1), (1, 1))) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_13",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
