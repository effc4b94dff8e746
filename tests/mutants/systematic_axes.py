"""Along every axis of every array, everything that can be wrong with the order and with single elements.

An item of the output is made of an item of the input, and is not listed again.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

from spec import Problem

from ._axes import Fault, elements_of, orders_of
from ._mutant import Array, correct, enter

OPERANDS = {
    ("input", 0): ("item", "items", "batch_items_are_independent"),
    ("input", 1): ("channel", "channels", "channels_add"),
    ("input", -1): ("column", "columns", "an_impulse_stamps_the_reversed_kernel"),
    ("weight", 0): ("filter", "filters", "filters_stack"),
    ("weight", 1): ("channel", "channels", "channels_add"),
    ("weight", -1): ("column", "columns", "an_impulse_stamps_the_reversed_kernel"),
    ("bias", 0): ("entry", "entries", "bias_is_added_per_filter"),
}
OUTPUT = {
    1: ("filter", "filters", "filters_stack"),
    -1: ("column", "columns", "an_impulse_stamps_the_reversed_kernel"),
}
"""What an axis counts, and the law about it."""

EXCHANGED = {
    "input": ("items", "channels", "rows", "columns"),
    "weight": ("filters", "channels", "rows", "columns"),
    "output": ("items", "filters", "rows", "columns"),
}
ABOUT = {
    "items": "batch_items_are_independent",
    "channels": "channels_add",
    "filters": "filters_stack",
    "rows": "transposing_both_transposes_the_output",
}
"""The law about an axis that is exchanged with a later one."""


def reading(operand: str, axis: int, fault: Fault) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        array = getattr(problem, operand)
        return correct(problem if array is None else replace(problem, **{operand: fault(array, axis=axis)}))

    return correlate


def writing(axis: int, fault: Fault) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        return fault(correct(problem), axis=axis)

    return correlate


def exchanging(place: str, one: int, other: int) -> Callable[[Problem], Array]:
    def exchanged(array: Array) -> Array:
        return array.swapaxes(one, other).reshape(array.shape)

    def correlate(problem: Problem) -> Array:
        if place == "output":
            return exchanged(correct(problem))
        return correct(replace(problem, **{place: exchanged(getattr(problem, place))}))

    return correlate


for (operand, axis), (thing, things, law) in OPERANDS.items():
    for name, wrong, fault in (*orders_of(thing, things, operand), *elements_of(thing, operand)):
        enter(name, wrong, reading(operand, axis, fault), law)

for axis, (thing, things, law) in OUTPUT.items():
    for name, wrong, fault in (*orders_of(thing, things, "output", "writes"), *elements_of(thing, "output")):
        enter(name, wrong, writing(axis, fault), law)

for place, axes in EXCHANGED.items():
    for (one, these), (other, those) in combinations(zip((0, 1, -2, -1), axes, strict=True), 2):
        name = f"lays_the_{these}_of_the_{place}_out_as_its_{those}"
        wrong = f"The {place} lies in memory as if its {these} and its {those} were exchanged."
        enter(name, wrong, exchanging(place, one, other), ABOUT[these], ranks={2, 3})
