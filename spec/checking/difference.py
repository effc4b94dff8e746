"""Difference: in what two sides differ, in words, as text and element by element."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..contract.outcomes import Rejection
from ..definition.dtypes import widened
from ..laws.equality import are_equal, parts, unequal
from ..laws.law import Equation, Part
from ..reports.grid import MAX_ELEMENTS, Grid, grid

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Difference:
    """Why two sides are not equal, both of them as text, and element by element where they are small."""

    summary: str
    left: str
    right: str
    sides: tuple[Grid, ...] = ()


def difference(equation: Equation) -> Difference | None:
    """The first part in which the two sides of an equation are not equal, or None where all are."""
    compared = parts(equation)
    for position, (one, other, bound) in enumerate(compared):
        if not are_equal(one, other, bound):
            part = f"part {position + 1} of {len(compared)}: " if len(compared) > 1 else ""
            return Difference(part + _summary(one, other, bound), _text(one), _text(other), grids(one, other, bound))
    return None


def _summary(left: Part, right: Part, bound: Array | float) -> str:
    """In what two parts differ, in words."""
    if isinstance(left, Rejection) or isinstance(right, Rejection):
        sides = ("left", "right") if isinstance(left, Rejection) else ("right", "left")
        return "the {} side is refused, the {} side is not".format(*sides)
    left, right = widened(np.asarray(left)), widened(np.asarray(right))
    if left.shape != right.shape:
        return f"shape {left.shape} on the left, {right.shape} on the right"
    if left.ndim == 0:
        return f"{left} on the left, {right} on the right"
    apart = unequal(left, right, bound)
    where = tuple(map(int, np.argwhere(apart)[0]))
    return (
        f"{int(apart.sum())} of {left.size} elements differ, the first at {list(where)}: "
        f"{left[where]} on the left, {right[where]} on the right"
    )


def _text(side: Part) -> str:
    """A side as text: small arrays in full, large ones elided."""
    if isinstance(side, Rejection):
        return str(side)
    array = widened(np.asarray(side))
    if array.ndim == 0:
        return str(array)
    body = np.array2string(array, threshold=72, edgeitems=3, max_line_width=100)
    return f"shape {array.shape}\n{body}"


def grids(left: Part, right: Part, bound: Array | float) -> tuple[Grid, ...]:
    """Both sides, where they are arrays and small, with the elements marked in which they differ."""
    if isinstance(left, Rejection) or isinstance(right, Rejection):
        return ()
    left, right = widened(np.asarray(left)), widened(np.asarray(right))
    if max(left.size, right.size) > MAX_ELEMENTS:
        return ()
    apart = unequal(left, right, bound) if left.shape == right.shape and left.dtype.kind not in "US" else None
    return grid(left, apart), grid(right, apart)
