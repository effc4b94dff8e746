"""What lies beyond the last whole tile is dropped, along every axis, for tiles of every usual size."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from spec import Problem

from ._mutant import Array, Gradients, correct, correct_gradients, enter

TILES = (8, 16, 32, 64, 128, 256)

LAWS = ("agrees_with_the_definition",)

OF_PLANES = ("sums_that_are_too_large_are_infinite",)
"""Planes are the rarest: a third of all problems have three axes."""


def whole(length: int, tile: int) -> int:
    """How much whole tiles cover; all, where there is not even one."""
    return length // tile * tile or length


def outputs(axis: Callable[[Problem], int], tile: int) -> Callable[[Problem], Array]:
    """A mutant that leaves zeros beyond the whole tiles of an axis of the output."""

    def wrong(problem: Problem) -> Array:
        output = correct(problem)
        at = axis(problem)
        if at >= output.ndim or whole(output.shape[at], tile) == output.shape[at]:
            return output
        kept: Any = (*[slice(None)] * at, slice(whole(output.shape[at], tile)))
        found = np.zeros_like(output)
        found[kept] = output[kept]
        return found

    return wrong


def operands(axis: int, tile: int) -> Callable[[Problem], Array]:
    """A mutant that adds up no more than whole tiles of channels, or of taps along an axis."""

    def wrong(problem: Problem) -> Array:
        weight = problem.weight
        at = axis % weight.ndim
        if whole(weight.shape[at], tile) == weight.shape[at]:
            return correct(problem)
        left_out: Any = (*[slice(None)] * at, slice(whole(weight.shape[at], tile), None))
        weight = weight.copy()
        weight[left_out] = 0
        return correct(replace(problem, weight=weight))

    return wrong


def terms(tile: int) -> Callable[[Problem], Array]:
    """A mutant that adds up no more than whole tiles of all the products of a sum."""

    def wrong(problem: Problem) -> Array:
        if whole(problem.terms, tile) == problem.terms:
            return correct(problem)
        rows = problem.weight.reshape(len(problem.weight), -1).copy()
        rows[:, whole(problem.terms, tile) :] = 0
        return correct(replace(problem, weight=rows.reshape(problem.weight.shape)))

    return wrong


AXES: dict[str, Callable[[Problem], int]] = {
    "items": lambda _: 0,
    "filters": lambda _: 1,
    "columns": lambda problem: problem.rank + 1,
    "rows": lambda problem: problem.rank if problem.rank > 1 else 9,
    "planes": lambda problem: 2 if problem.rank > 2 else 9,
}

for tile in TILES:
    for name, axis in AXES.items():
        enter(
            f"drops_{name}_beyond_tiles_of_{tile}",
            f"Outputs are zero in the {name} beyond the last whole tile of {tile}.",
            outputs(axis, tile),
            *LAWS,
            *(OF_PLANES if name == "planes" else ()),
        )
    for name, place in (("channels", 1), ("taps", -1)):
        enter(
            f"drops_{name}_beyond_tiles_of_{tile}",
            f"The {name} beyond the last whole tile of {tile} are not added.",
            operands(place, tile),
            *LAWS,
        )
    enter(
        f"drops_terms_beyond_tiles_of_{tile}",
        f"The products beyond the last whole tile of {tile} are not added.",
        terms(tile),
        *LAWS,
    )


def windows(tile: int) -> Callable[[Problem, Array], Gradients]:
    """A mutant that adds up no more than whole tiles of windows, of all items together, for the weight and the bias."""

    def wrong(problem: Problem, cotangent: Array) -> Gradients:
        lines = np.moveaxis(cotangent, 1, -1).reshape(-1, cotangent.shape[1])
        if whole(len(lines), tile) == len(lines):
            return correct_gradients(problem, cotangent)
        kept = lines.copy()
        kept[whole(len(lines), tile) :] = 0
        items, filters, *size = cotangent.shape
        fewer = np.moveaxis(kept.reshape(items, *size, filters), -1, 1)
        _, d_weight, d_bias = correct_gradients(problem, np.ascontiguousarray(fewer))
        return correct_gradients(problem, cotangent)[0], d_weight, d_bias

    return wrong


for tile in TILES:
    enter(
        f"drops_windows_beyond_tiles_of_{tile}_from_the_gradients",
        f"The windows beyond the last whole tile of {tile} are not added to the gradients of weight and bias.",
        windows(tile),
        "gradients_agree_with_the_definition",
        of="gradients",
    )
