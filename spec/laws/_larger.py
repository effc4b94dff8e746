"""A problem as a part of a larger one, which has more items, channels, filters, taps or windows."""

from dataclasses import replace
from typing import Any

import numpy as np

from .. import data
from ..problem import Problem

Array = np.ndarray[Any, Any]

WAYS = ("items", "channels", "filters", "taps", "windows")
"""What a problem can be given more of without its own output being another. Channels are added under weights of zero,
and taps are zero."""


def larger(given: Problem, way: str, random: np.random.Generator, *, front: bool) -> Problem:
    """`given` with more of what `way` names (from `WAYS`), which come before what it has if `front`, and else after."""
    groups, dtype = given.groups, str(given.input.dtype)

    def fresh(*shape: int) -> Array:
        return data.integers(random, shape, dtype, data.amplitude(dtype, given.terms))

    def joined(array: Array, more: Array, axis: int) -> Array:
        return np.concatenate((more, array) if front else (array, more), axis)

    def joined_in_every_group(array: Array, more: Array, axis: int) -> Array:
        return np.concatenate([joined(part, more, axis) for part in np.split(array, groups, axis)], axis)

    items, filters, channels = len(given.input), len(given.weight) // groups, given.weight.shape[1]
    if way == "items":
        more = fresh(int(random.integers(1, 9)), *given.input.shape[1:])
        return replace(given, input=joined(given.input, more, 0))
    if way == "channels":
        extra = _up_to_a_block(channels, random)
        input = joined_in_every_group(given.input, fresh(items, extra, *given.size), 1)
        weight = joined(given.weight, np.zeros((len(given.weight), extra, *given.kernel), dtype), 1)
        return replace(given, input=input, weight=weight)
    if way == "filters":
        extra = _up_to_a_block(filters, random)
        weight = joined_in_every_group(given.weight, fresh(extra, channels, *given.kernel), 0)
        bias = None if given.bias is None else joined_in_every_group(given.bias, fresh(extra), 0)
        return replace(given, weight=weight, bias=bias)
    whole = given.extended()
    input, weight = whole.input, whole.weight
    for axis, (stride, dilation) in enumerate(zip(given.strides, given.dilations, strict=True), 2):
        extra = int(random.integers(1, 4))
        if way == "taps":
            weight = joined(weight, np.zeros_like(weight.take(range(1), axis)).repeat(extra, axis), axis)
        step = dilation if way == "taps" else stride
        shape = [*input.shape]
        shape[axis] = extra * step
        input = joined(input, fresh(*shape), axis)
    return replace(whole, input=input, weight=weight)


def part(output: Array, given: Problem, *, front: bool) -> Array:
    """Of the `output` of a problem that is larger than `given`, what is `given`'s own."""
    items, filters, *size = given.output_shape
    of_groups = output.reshape(len(output), given.groups, output.shape[1] // given.groups, *output.shape[2:])
    lengths = items, given.groups, filters // given.groups, *size
    own = of_groups[tuple(slice(-n, None) if front else slice(n) for n in lengths)]
    return own.reshape(given.output_shape)


def _up_to_a_block(length: int, random: np.random.Generator) -> int:
    """How many there must be more than `length` to fill blocks of 8, 16 or 32, or to have one more than that."""
    block = int(random.choice((8, 16, 32)))
    return -length % block + int(random.integers(2)) or block
