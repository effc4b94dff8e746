"""The gradient by the bias is a view of a workspace that the next call overwrites.

Plausible: a workspace that grows and is handed out (static thread-local scratch, out= arguments).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients as right, transposed
from support import output_size, refuse_cotangent, refuse_nonsense

_space = {}


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_input, d_weight, d_bias = right(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if d_bias.dtype not in _space or _space[d_bias.dtype].size < d_bias.size:
        _space[d_bias.dtype] = np.zeros(d_bias.size, d_bias.dtype)
    view = _space[d_bias.dtype][: d_bias.size]
    view[...] = d_bias
    return d_input, d_weight, view


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, c = draw((1, 1, 5), (2, 1, 3), (1, 2, 3))
    first = gradients(x, w, c, **plain(1))[2]
    before = first.copy()
    gradients(x, w[:1], 2 * c[:, :1], **plain(1))
    return not same(first, before)


IMPLEMENTATION = Implementation(
    "fault_30",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
