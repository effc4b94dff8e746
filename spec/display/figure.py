"""Figures: a problem and both sides of a law as tables of numbers, in HTML."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from markupsafe import Markup

from ..definition.boundary import extend
from ..definition.call import Call
from ..definition.problem import Problem
from ..reports.grid import Grid, number
from .pages import TEMPLATES

Array = np.ndarray[Any, Any]

CSS = TEMPLATES.get_template("figure.css").render()

LONGEST, MOST = 12, 6
"""The longest axis, and the most planes, that are drawn."""


@dataclass(frozen=True)
class Cell:
    """An element: its number, and what is to be seen of it."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Plane:
    """One or two spatial axes of an array, at one place on its other axes."""

    title: str
    rows: list[list[Cell]]


@dataclass(frozen=True)
class Block:
    """An array as planes. `missing` says in words what is not drawn."""

    title: str
    planes: list[Plane]
    missing: str = ""


def problem(given: Call, output: Array | None = None) -> Markup:
    """A problem: input, kernel, and the `output` if there is one, with one window marked in all of them.

    The input of a correlation is drawn with its padding. Of a transposed correlation one stamp is marked: the element
    that makes it, and where it lies in the output. An invalid problem is drawn as it is, with nothing marked.
    """
    if given.invalidity():
        blocks = [_block("input", given.input), _block("kernel", given.weight)]
    else:
        blocks = _correlation(given, output) if isinstance(given, Problem) else _way_back(given, output)
    if given.bias is not None:
        blocks.insert(2, _block("bias", given.bias))
    return _figure(blocks, "problem")


def arrays(named: Mapping[str, Array]) -> Markup:
    """Arrays by their titles, with nothing marked."""
    return _figure([_block(title, array) for title, array in named.items()], "arrays")


def sides(left: Grid, right: Grid) -> Markup:
    """Both sides of an equation, with the elements marked in which they differ."""
    return _figure([_grid_block("left side", left), _grid_block("right side", right)], "sides")


def _figure(blocks: list[Block], kind: str) -> Markup:
    return Markup(TEMPLATES.get_template("figure.html.jinja").render(blocks=blocks, kind=kind))


def _correlation(given: Problem, output: Array | None) -> list[Block]:
    padded = max(map(sum, given.pairs)) > 0
    if math.prod(size + sum(pair) for size, pair in zip(given.size, given.pairs, strict=True)) > 2**16:
        return [_block("input", given.input), _block("kernel", given.weight), *_output(output)]
    extended = extend(given.input, given.pairs, given.boundary)
    inside = tuple(slice(before, before + n) for (before, _), n in zip(given.pairs, given.size, strict=True))
    kinds: Any = np.full(extended.shape, "pad", object)
    kinds[(..., *inside)] = ""
    at = tuple((n - 1) // 2 for n in given.output_size)
    if min(given.output_size) > 0:
        channels = given.weight.shape[1]
        for tap in product(*map(range, given.kernel)):
            axes = zip(at, tap, given.strides, given.dilations, strict=True)
            seen = tuple(stride * p + dilation * t for p, t, stride, dilation in axes)
            kinds[(slice(1), slice(channels), *seen)] += " window"
    name = f"input, padded ({given.boundary})" if padded else "input"
    return [_block(name, extended, kinds), _block("kernel", given.weight, _first(given.weight)), *_output(output, at)]


def _way_back(given: Any, output: Array | None) -> list[Block]:
    kernel = _block("kernel", given.weight, _first(given.weight))
    if output is None or not given.input.size:
        return [_block("input", given.input), kernel, *_output(output)]
    at = tuple((n - 1) // 2 for n in given.size)
    stamping = np.full(given.input.shape, "", object)
    stamping[0, 0, *at] = "window"
    kinds = np.full(output.shape, "", object)
    for tap in product(*map(range, given.kernel)):
        axes = zip(at, tap, given.strides, given.dilations, given.pairs, strict=True)
        where = tuple(stride * p + dilation * t - pair[0] for p, t, stride, dilation, pair in axes)
        if all(0 <= place < length for place, length in zip(where, output.shape[2:], strict=True)):
            kinds[0, 0, *where] = "window"
    return [_block("input", given.input, stamping), kernel, _block("output", output, kinds)]


def _output(output: Array | None, at: tuple[int, ...] | None = None) -> list[Block]:
    if output is None:
        return []
    kinds = np.full(output.shape, "", object)
    if at is not None and output.size and output.ndim == len(at) + 2:
        kinds[0, 0, *at] = "window"
    return [_block("output", output, kinds)]


def _first(weight: Array) -> Array:
    """The first filter is the one at work."""
    kinds = np.full(weight.shape, "", object)
    kinds[:1] = "window"
    return kinds


def _grid_block(title: str, shown: Grid) -> Block:
    values = np.array(shown.values, object).reshape(shown.shape)
    kinds = np.full(len(shown.values), "", object)
    kinds[list(shown.marked)] = "differs"
    return _block(title, values, kinds.reshape(shown.shape))


def _block(title: str, array: Array, kinds: Array | None = None) -> Block:
    """`array` as planes of its last two axes, or of its last where it has no more than one spatial axis."""
    shape = "×".join(map(str, array.shape))
    title = f"{title} {shape}" if array.ndim else title
    if not array.size:
        return Block(title, [], "no elements")
    kinds = np.full(array.shape, "", object) if kinds is None else kinds
    depth = max(0, array.ndim - (1 if array.ndim <= 3 else 2))
    places = list(product(*map(range, array.shape[:depth])))
    planes = [Plane(_place(array.shape, place), _rows(array[place], kinds[place])) for place in places[:MOST]]
    missing = [f"{len(places) - MOST} more planes"] if len(places) > MOST else []
    missing += [f"only {LONGEST} of {length}" for length in array.shape[depth:] if length > LONGEST]
    return Block(title, planes, ", ".join(missing))


def _place(shape: tuple[int, ...], place: tuple[int, ...]) -> str:
    """Where a plane lies, where there is more than one."""
    return f"[{', '.join(map(str, place))}]" if math.prod(shape[: len(place)]) > 1 else ""


def _rows(plane: Array, kinds: Array) -> list[list[Cell]]:
    lines, marks = np.atleast_2d(plane), np.atleast_2d(kinds)
    return [
        [Cell(_text(value), kind.strip()) for value, kind in zip(line[:LONGEST], mark[:LONGEST], strict=True)]
        for line, mark in zip(lines[:LONGEST], marks[:LONGEST], strict=True)
    ]


def _text(value: Any) -> str:
    return (value if isinstance(value, str) else number(value)).replace("-", "−")
