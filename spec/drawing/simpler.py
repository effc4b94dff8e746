"""Simpler problems: from a problem that fails to one that a person can read, step by step.

A step changes all that belongs together: fewer channels are fewer in the input and in the weight, and an axis goes with
its stride, its padding and its dilation. That is why Hypothesis, which lowers single choices, stops earlier.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ..definition.dtypes import EXACT_BITS
from ..operands.descriptor import Descriptor
from ..operands.numbers import FILLS

Step = Callable[[Descriptor], Iterator[Descriptor]]

ALLOWANCE = 8
"""How many times the multiplications of the first problem may be spent on others."""

TRIES = 600
"""Problems that are tried at most."""


def simplified(problem: Descriptor, fails: Callable[[Descriptor], bool]) -> Descriptor:
    """The problem that is left when no step leads to another one that `fails`, or when enough was tried."""
    tried, spent, most = {problem}, 0, ALLOWANCE * max(_work(problem), 1_000_000)

    def fails_too(candidate: Descriptor) -> bool:
        nonlocal spent
        if candidate in tried or len(tried) > TRIES or spent > most:
            return False
        tried.add(candidate)
        spent += _work(candidate)
        return fails(candidate)

    while True:
        before = problem
        for step in STEPS:
            while found := next(filter(fails_too, step(problem)), None):
                problem = found
        if problem == before:
            return problem


def _work(problem: Descriptor) -> int:
    """About as many multiplications as the problem takes, at stride 1."""
    return math.prod(problem.input_shape) * math.prod(problem.weight_shape) // max(1, problem.weight_shape[1])


def _lower(number: int, least: int) -> Iterator[int]:
    """Numbers below `number`, from `least` up: half of the way each time."""
    distance = number - least
    while distance > 0:
        yield number - distance
        distance //= 2


def _set(values: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _axes(problem: Descriptor) -> Iterator[Descriptor]:
    """One axis less."""
    if problem.rank == 1:
        return
    for axis in range(problem.rank):

        def without(values: Any, first: int = 0, axis: int = axis) -> Any:
            return values if isinstance(values, str) else (*values[: first + axis], *values[first + axis + 1 :])

        yield replace(
            problem,
            input_shape=without(problem.input_shape, 2),
            weight_shape=without(problem.weight_shape, 2),
            stride=without(problem.stride),
            padding=without(problem.padding),
            dilation=without(problem.dilation),
        )


def _channels(problem: Descriptor) -> Iterator[Descriptor]:
    """Fewer groups, channels or filters, in all operands alike; none where the operands do not fit."""
    channels, (filters, of_group) = problem.input_shape[1], problem.weight_shape[:2]
    groups = problem.groups
    if groups < 1 or channels != groups * of_group or filters % groups or problem.bias not in (None, filters):
        return
    each = filters // groups

    def made(groups: int, of_group: int, each: int) -> Descriptor:
        return replace(
            problem,
            input_shape=_set(problem.input_shape, 1, groups * of_group),
            weight_shape=(groups * each, of_group, *problem.weight_shape[2:]),
            groups=groups,
            bias=None if problem.bias is None else groups * each,
        )

    yield from (made(fewer, of_group, each) for fewer in _lower(groups, 1))
    yield from (made(fewer, of_group, filters // fewer) for fewer in _lower(groups, 1) if filters % fewer == 0)
    yield from (made(groups, fewer, each) for fewer in _lower(of_group, 1))
    yield from (made(groups, of_group, fewer) for fewer in _lower(each, 1))


def _words(problem: Descriptor) -> Iterator[Descriptor]:
    """Without what need not be said: a bias, a boundary, layouts, choices of the law, a dtype and a fill."""
    yield replace(problem, bias=None)
    yield replace(problem, boundary="zero")
    for operand in problem.layouts:
        yield replace(problem, **{f"{operand}_layout": "contiguous"})  # type: ignore[arg-type]
    for name, _ in problem.chosen:
        yield replace(problem, chosen=tuple(choice for choice in problem.chosen if choice[0] != name))
    yield from (replace(problem, dtype=dtype) for dtype in _before(problem.dtype, tuple(EXACT_BITS)))
    yield from (replace(problem, fill=fill) for fill in _before(problem.fill, FILLS))
    yield from (replace(problem, seed=seed) for seed in _lower(problem.seed, 0))


def _before(word: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return words[: words.index(word)]


def _numbers(problem: Descriptor) -> Iterator[Descriptor]:
    """Smaller strides, dilations, paddings and kernels, along all axes at once, then one by one; fewer items, and
    smaller images.
    """
    padding = problem.padding
    if isinstance(padding, str):
        yield replace(problem, padding=((0, 0),) * problem.rank)
        yield replace(problem, padding="valid")
    else:
        yield replace(problem, padding=((0, 0),) * problem.rank)
        yield replace(problem, padding=tuple((min(pair),) * 2 for pair in padding))
        for axis, (before, after) in enumerate(padding):
            pairs = [(0, 0), *((less, less) for less in _lower(before, 0) if before == after)]
            pairs += [*((less, after) for less in _lower(before, 0)), *((before, less) for less in _lower(after, 0))]
            yield from (replace(problem, padding=_set(padding, axis, pair)) for pair in pairs)
    yield replace(problem, stride=(1,) * problem.rank)
    yield replace(problem, dilation=(1,) * problem.rank)
    # Of a problem that is invalid, there may be as many numbers as it has axes, or not.
    for axis, step in enumerate(problem.stride):
        yield from (replace(problem, stride=_set(problem.stride, axis, n)) for n in _lower(step, 1))
    for axis, step in enumerate(problem.dilation):
        yield from (replace(problem, dilation=_set(problem.dilation, axis, n)) for n in _lower(step, 1))
    if problem.input_shape[0] == 0:
        yield replace(problem, input_shape=_set(problem.input_shape, 0, 1))
    yield from _shapes(problem)


def _shapes(problem: Descriptor) -> Iterator[Descriptor]:
    """Every length less, by itself; along an axis, an image and a kernel of the same length together."""
    for place in (0, *range(2, problem.rank + 2)):
        yield from (
            replace(problem, input_shape=_set(problem.input_shape, place, n))
            for n in _lower(problem.input_shape[place], 1)
        )
    for place in range(2, min(len(problem.weight_shape), problem.rank + 2)):
        for n in _lower(problem.weight_shape[place], 1):
            shorter = replace(problem, weight_shape=_set(problem.weight_shape, place, n))
            size = problem.input_shape[place] - (problem.weight_shape[place] - n)
            yield replace(shorter, input_shape=_set(problem.input_shape, place, max(1, size)))
            yield shorter


STEPS: tuple[Step, ...] = (_axes, _channels, _words, _numbers)
