"""Probes: single elements of what an operation gives, each computed by itself, from the few operands that it sums."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...definition.boundary import extend
from ...definition.call import Call
from ...definition.problem import Problem
from ...definition.transposed_problem import TransposedProblem

Array = np.ndarray[Any, Any]

PROBES = 32
"""Elements that are computed by themselves."""


def places(random: np.random.Generator, shape: Sequence[int]) -> tuple[Array, ...]:
    """Indices along each axis of elements of an array of `shape`, of which many lie on the first or last index of an
    axis: items, filters, edges and corners.
    """
    end, anywhere = random.integers(3, size=(PROBES, len(shape))), random.integers(shape, size=(PROBES, len(shape)))
    return tuple(np.where(end == 0, 0, np.where(end == 1, np.array(shape) - 1, anywhere)).T)


def of_correlation(given: Problem, at: tuple[Array, ...]) -> Array:
    """Outputs of `given`: what a filter sees in a window, times the filter."""
    n, o, *p = at
    filters, channels = len(given.weight) // given.groups, given.weight.shape[1]
    seen = o[:, None] // filters * channels + np.arange(channels)
    where = [_along(n[:, None], 1, given), _along(seen, 1, given)]
    inside: Any = True
    for axis, position in enumerate(p):
        # Which element stands where, counted from 1, and 0 where none does.
        numbers = np.arange(1, given.size[axis] + 1).reshape(1, 1, -1)
        line = extend(numbers, given.pairs[axis : axis + 1], given.boundary)[0, 0]
        taps = np.arange(given.kernel[axis]) * given.dilations[axis]
        where.append(_along(line[position[:, None] * given.strides[axis] + taps] - 1, axis + 2, given))
        inside = inside & (where[-1] >= 0)
    return _sums(np.where(inside, given.input[tuple(where)], 0) * given.weight[o], given.bias, o)


def of_transposition(back: TransposedProblem, at: tuple[Array, ...]) -> Array:
    """Outputs of `back`: the stamps that reach them."""
    n, o, *i = at
    channels, filters = back.weight.shape[0] // back.groups, back.weight.shape[1]
    seen = o[:, None] // filters * channels + np.arange(channels)
    where = [_along(n[:, None], 1, back), _along(seen, 1, back)]
    inside: Any = True
    for axis, position in enumerate(i):
        reached = position[:, None] + back.pairs[axis][0] - np.arange(back.kernel[axis]) * back.dilations[axis]
        window, between = np.divmod(reached, back.strides[axis])
        fits = (between == 0) & (window >= 0) & (window < back.size[axis])
        inside = inside & _along(fits, axis + 2, back)
        where.append(_along(np.where(fits, window, 0), axis + 2, back))
    kernels = back.weight[seen, (o % filters)[:, None]]
    return _sums(np.where(inside, back.input[tuple(where)], 0) * kernels, back.bias, o)


def of_weight_gradient(given: Problem, cotangent: Array, at: tuple[Array, ...]) -> Array:
    """Elements of the gradient with respect to the weight: what a tap sees in all windows, times the cotangent."""
    extended, (filters, channels) = extend(given.input, given.pairs, given.boundary), given.weight.shape[:2]
    found = np.empty(PROBES, cotangent.dtype)
    for probe, (o, c, *tap) in enumerate(zip(*at, strict=True)):
        channel = o // (filters // given.groups) * channels + c
        seen = given.under_tap(extended[:, channel : channel + 1], tuple(tap))[:, 0]
        found[probe] = (seen * cotangent[:, o]).sum(dtype=cotangent.dtype)
    return found


def _along(index: Array, axis: int, call: Call) -> Array:
    """An index [number of probes, length] that belongs to `axis` of the operands' elements under them."""
    return index.reshape(len(index), *(-1 if other == axis else 1 for other in range(1, call.rank + 2)))


def _sums(products: Array, bias: Array | None, o: Array) -> Array:
    """The sum of each probe's products, and the bias of its filter."""
    sums: Array = products.sum(axis=tuple(range(1, products.ndim)), dtype=products.dtype)
    return sums if bias is None else sums + bias[o]
