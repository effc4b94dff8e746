"""Operands that are written to between two calls, as whoever trains a network or reads images does."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..definition.problem import Array

WAYS = ("all", "inner", "one", "order")
"""Which numbers are changed: all of them, all but the first and the last, one in the midst, or only their order."""


def changed_in_place(operands: tuple[Array, ...], what: str) -> Iterator[tuple[Array, ...]]:
    """The operands as they are, and again after each of them was changed where it lies, the second one first: a weight
    is what is packed most often. They are the same arrays every time.

    Magnitudes are kept, and with them what makes sums exact.
    """
    own = tuple(np.array(array, order="C") for array in operands)
    yield own
    for array in (own[1], own[0], *own[2:]):
        _change(array.reshape(-1), what)
        yield own


def _change(numbers: Array, what: str) -> None:
    if what == "order":
        numbers[...] = numbers[::-1].copy()
        return
    middle = len(numbers) // 3
    changed: Any = {"all": slice(None), "inner": slice(1, -1), "one": slice(middle, middle + 1)}[what]
    numbers[changed] = -numbers[changed]
