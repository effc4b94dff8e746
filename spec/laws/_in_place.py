"""Operands that are written to between two calls, as whoever trains a network or reads images does."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..definition.problem import Array

WHOSE = ("weight", "input", "other")
"""Whose numbers are changed. The `other` operand is the bias, or the cotangent of gradients."""

WAYS = ("all", "inner", "one", "order")
"""Which are changed: all of them, all but the first and the last, one in the midst, or only their order."""


def changed_in_place(name: str, operands: tuple[Array, ...], whose: str, what: str) -> Iterator[tuple[Array, ...]]:
    """The operands of the operation called `name`, three times over: the same arrays, of which one is changed where it
    lies each time, the second time back. None where there is no such operand.

    Magnitudes are kept, and with them what makes sums exact.
    """
    place = ("input", "weight", "other").index(whose)
    own = tuple(np.array(array, order="C") for array in operands)
    if name == "train" or place >= len(own):
        return
    for _ in range(3):
        yield own
        _change(own[place].reshape(-1), what)


def _change(numbers: Array, what: str) -> None:
    if what == "order":
        numbers[...] = numbers[::-1].copy()
        return
    middle = len(numbers) // 3
    changed: Any = {"all": slice(None), "inner": slice(1, -1), "one": slice(middle, middle + 1)}[what]
    numbers[changed] = -numbers[changed]
