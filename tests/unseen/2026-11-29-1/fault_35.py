"""Transposed with both a stride and a dilation: each tap goes to the output phase t % s instead of d * t % s, wrong unless these agree.

Plausible: sub-pixel decomposition in s phases that was written for dilation 1 (WebGL, WebGPU and FPGA deconvolutions).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients, rows, transposed as right
from support import add_bias, inside, refuse_transposed_nonsense, transposed_size


def scatter(values, shape, at):
    """An image of `shape` in which values[tap] [N, C, *size] is added at at(axis, tap index), what falls outside is lost."""
    image = np.zeros(shape, values[next(iter(values))].dtype)
    for tap, value in values.items():
        index, taken = [], [slice(None), slice(None)]
        for axis, t in enumerate(tap):
            place = at(axis, t)
            inside_of = place < shape[2 + axis]
            index.append(place[inside_of])
            taken.append(inside_of.nonzero()[0])
        part = value
        for axis in range(2, value.ndim):
            part = np.take(part, taken[axis], axis=axis)
        image[(slice(None), slice(None), *np.ix_(*index))] += part
    return image



def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    shape = (len(input), weight.shape[1] * groups, *(n + sum(pair) for n, pair in zip(out, padding)))
    elements = input.reshape(len(input), groups, input.shape[1] // groups, int(np.prod(input.shape[2:])))
    columns = (rows(weight, groups).swapaxes(1, 2) @ elements).reshape(*shape[:2], *weight.shape[2:], *input.shape[2:])
    values = {tap: columns[:, :, *tap] for tap in np.ndindex(*weight.shape[2:])}

    def at(axis, t):
        s, d = stride[axis], dilation[axis]
        return s * (np.arange(input.shape[2 + axis]) + d * t // s) + t % s

    return add_bias(inside(scatter(values, shape, at), padding), bias)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 3), (1, 1, 3))
    given = plain(1, stride=(2,), dilation=(2,)) | {"bias": None, "output_padding": (0,)}
    return not same(transposed(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_35",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
