"""What can be wrong along one axis of an array, whatever the array."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

import numpy as np

from ._mutant import Array

Fault = Callable[[Array, int], Array]

ELEMENTS = {"first": 0, "middle": 1, "last": 2}
"""Where an element stands along its axis, in halves of it."""

FACTORS = {"drops": ("dropped", 0), "doubles": ("doubled", 2), "negates": ("negated", -1)}

Named = Iterator[tuple[str, str, Fault]]
"""A name, what is wrong in a sentence, and the fault."""


def _times(array: Array, axis: int, element: str, factor: int) -> Array:
    spoiled = array.copy()
    if length := array.shape[axis]:
        np.moveaxis(spoiled, axis, 0)[ELEMENTS[element] * (length - 1) // 2] *= factor
    return spoiled


def orders_of(thing: str, things: str, place: str, verb: str = "reads") -> Named:
    """Everything that can be wrong with the order along an axis of `place` that counts `things`."""
    read = {"reads": "read", "writes": "written"}[verb]
    start = f"{verb}_the_{place}".replace(" ", "_")
    for way, step in (("late", -1), ("early", 1)):
        sentence = f"The {place} is {read} one {thing} {way}, as on a ring."
        yield f"{start}_one_{thing}_{way}", sentence, partial(np.roll, shift=step)
    yield f"{start}_with_its_{things}_flipped", f"The {place} is {read} with its {things} flipped.", np.flip


def elements_of(thing: str, place: str) -> Named:
    """Everything that can be wrong with a single `thing` along an axis of `place`, be it first, middle or last."""
    for way, element in product(FACTORS, ELEMENTS):
        spoiled, factor = FACTORS[way]
        name = f"{way}_the_{element}_{thing}_of_the_{place}"
        sentence = f"The {element} {thing} of the {place} is {spoiled}."
        yield name, sentence, partial(_times, element=element, factor=factor)
