"""A problem as a part of a larger one, which has more items, channels, filters, taps or windows."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from ..definition.problem import Problem
from ..operands import numbers
from ..operands.fresh import generator

Array = np.ndarray[Any, Any]

WAYS = ("items", "channels", "filters", "taps", "windows")
"""What can be added to a problem without changing its own part of the output. Added channels have weights of zero, and
added taps are zero."""


def amounts(given: Problem, way: str) -> Sequence[tuple[int, ...]]:
    """How many items, channels, filters, taps or windows can be added: those that `way` (from `WAYS`) names.

    Taps and windows are added along each axis. Channels and filters are added in every group: as many as fill blocks
    of 8, 16 or 32, or one more.
    """
    if way in ("taps", "windows"):
        return list(product((1, 2, 3), repeat=given.rank))
    if way == "items":
        return [(more,) for more in range(1, 9)]
    has = given.weight.shape[1] if way == "channels" else len(given.weight) // given.groups
    return [(-has % block + over or block,) for over in (0, 1) for block in (8, 16, 32)]


def larger(given: Problem, way: str, more: tuple[int, ...], *, front: bool) -> Problem:
    """`given` with more items, channels, filters, taps or windows, as `way` says: `more` (from `amounts`) of them,
    before its own if `front`, else after.
    """
    random, groups, dtype = generator(given, "larger"), given.groups, str(given.input.dtype)

    def fresh(*shape: int) -> Array:
        return numbers.integers(random, shape, dtype, numbers.amplitude(dtype, given.terms))

    def joined(array: Array, added: Array, axis: int) -> Array:
        return np.concatenate((added, array) if front else (array, added), axis)

    def joined_in_every_group(array: Array, added: Array, axis: int) -> Array:
        return np.concatenate([joined(part, added, axis) for part in np.split(array, groups, axis)], axis)

    items, channels = len(given.input), given.weight.shape[1]
    if way == "items":
        return replace(given, input=joined(given.input, fresh(*more, *given.input.shape[1:]), 0))
    if way == "channels":
        input = joined_in_every_group(given.input, fresh(items, *more, *given.size), 1)
        weight = joined(given.weight, np.zeros((len(given.weight), *more, *given.kernel), dtype), 1)
        return replace(given, input=input, weight=weight)
    if way == "filters":
        weight = joined_in_every_group(given.weight, fresh(*more, channels, *given.kernel), 0)
        bias = None if given.bias is None else joined_in_every_group(given.bias, fresh(*more), 0)
        return replace(given, weight=weight, bias=bias)
    whole = given.extended()
    input, weight = whole.input, whole.weight
    for axis, (extra, stride, dilation) in enumerate(zip(more, given.strides, given.dilations, strict=True), 2):
        if way == "taps":
            weight = joined(weight, np.zeros_like(weight.take(range(1), axis)).repeat(extra, axis), axis)
        step = dilation if way == "taps" else stride
        shape = [*input.shape]
        shape[axis] = extra * step
        input = joined(input, fresh(*shape), axis)
    return replace(whole, input=input, weight=weight)


def part(output: Array, given: Problem, *, front: bool) -> Array:
    """The part of a larger problem's `output` that belongs to `given`."""
    items, filters, *size = given.output_shape
    of_groups = output.reshape(len(output), given.groups, output.shape[1] // given.groups, *output.shape[2:])
    lengths = items, given.groups, filters // given.groups, *size
    own = of_groups[tuple(slice(-n, None) if front else slice(n) for n in lengths)]
    return own.reshape(given.output_shape)
