"""Gradient by the input with a stride above 1 and dilations that differ between the two axes: the first dilation is used for both.

Plausible: backward kernels (col2im of early frameworks, LLM-written Triton) that are handed one dilation, tested with square ones.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients as right, rows, transposed
from support import inside, output_size, refuse_cotangent, refuse_nonsense


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



def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_input, d_weight, d_bias = right(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if weight.ndim == 4 and max(stride) > 1 and dilation[0] != dilation[1] and weight.shape[3] > 1 and min(size) > 0:
        filters = rows(weight, groups)
        given = cotangent.reshape(len(input), groups, len(weight) // groups, int(np.prod(size)))
        columns = (filters.swapaxes(1, 2) @ given).reshape(len(input), input.shape[1], *weight.shape[2:], *size)
        shape = (*input.shape[:2], *(n + sum(pair) for n, pair in zip(input.shape[2:], padding)))
        values = {tap: columns[:, :, tap[0], tap[1]] for tap in np.ndindex(*weight.shape[2:])}
        d_padded = scatter(values, shape, lambda axis, t: stride[axis] * np.arange(size[axis]) + dilation[0] * t)
        d_input = inside(d_padded, padding)
    return d_input, d_weight, d_bias


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, c = draw((1, 1, 9, 9), (1, 1, 3, 3), (1, 1, 4, 3))
    given = plain(2, stride=(2, 2), dilation=(1, 2))
    return not all(same(a, b) for a, b in zip(gradients(x, w, c, **given), right(x, w, c, **given)))


IMPLEMENTATION = Implementation(
    "fault_26",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
