"""When are two sides equal: element by element, exactly or within a bound on the error."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .data import wide
from .grid import LARGEST, Grid, grid
from .registry import Equation, Side
from .subject import Refusal

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Difference:
    """Why two sides are not equal, both of them as text, and element by element where they are small."""

    summary: str
    left: str
    right: str
    sides: tuple[Grid, ...] = ()


def difference(equation: Equation) -> Difference | None:
    """What sets the two sides of an equation apart, or None where they are equal.

    Shapes must agree and every element must be equal, or as near as the equation's bounds say; NaN equals NaN, and a
    refusal equals a refusal. Dtypes are not compared: a law that is about the dtype puts it into its equation.
    """
    compared = parts(equation)
    for position, (one, other, bound) in enumerate(compared):
        if summary := _unlike(one, other, bound):
            part = f"part {position + 1} of {len(compared)}: " if len(compared) > 1 else ""
            return Difference(part + summary, _text(one), _text(other), grids(one, other, bound))
    return None


def parts(equation: Equation) -> list[tuple[Side, Side, Side]]:
    """What is compared, one after the other: left, right, and by how much they may differ."""
    left, right, within = equation.left, equation.right, equation.within
    if not isinstance(left, tuple):
        return [(left, right, within)]
    return list(zip(left, right, within if isinstance(within, tuple) else (within,) * len(left), strict=True))


def _unlike(left: Side, right: Side, bound: Side) -> str | None:
    if isinstance(left, Refusal) or isinstance(right, Refusal):
        both = isinstance(left, Refusal) and isinstance(right, Refusal)
        return None if both else "one side is refused, the other is not"
    left, right = wide(np.asarray(left)), wide(np.asarray(right))
    if left.shape != right.shape:
        return f"shape {left.shape} on the left, {right.shape} on the right"
    if left.dtype.kind in "US":
        return None if np.array_equal(left, right) else f"{left} on the left, {right} on the right"
    unequal = _apart(left, right, bound)
    if not unequal.any():
        return None
    if left.ndim == 0:
        return f"{left} on the left, {right} on the right"
    where = tuple(map(int, np.argwhere(unequal)[0]))
    return (
        f"{int(unequal.sum())} of {left.size} elements differ, the first at {list(where)}: "
        f"{left[where]} on the left, {right[where]} on the right"
    )


def _apart(left: Array, right: Array, bound: Side) -> Array:
    """Where two arrays of one shape differ by more than `bound`."""
    unequal = _unequal(left, right)
    if np.any(bound):
        # Written so that a NaN is within no bound. Without one nothing is subtracted, which may round.
        with np.errstate(invalid="ignore"):
            unequal &= ~(np.abs(left - right) <= bound)
    return unequal


def _unequal(left: Array, right: Array) -> Array:
    """Where two arrays of one shape differ. NaN equals NaN."""
    unequal: Array = (left != right) & ~((left != left) & (right != right))
    kinds = {left.dtype.kind, right.dtype.kind}
    if kinds & set("iu") and not kinds <= set("iuO"):
        # NumPy compares an integer with a float as floats, in which neighbouring large integers are the same.
        with np.errstate(invalid="ignore"):
            unequal |= left.real.astype(np.int64) != right.real.astype(np.int64)
    return unequal


def _text(side: Side) -> str:
    """A side as text: small arrays in full, large ones elided."""
    if isinstance(side, Refusal):
        return str(side)
    array = wide(np.asarray(side))
    if array.ndim == 0:
        return str(array)
    body = np.array2string(array, threshold=72, edgeitems=3, max_line_width=100)
    return f"shape {array.shape}\n{body}"


def grids(left: Side, right: Side, bound: Side) -> tuple[Grid, ...]:
    """Both sides, where they are arrays and small, with the elements marked in which they differ."""
    if isinstance(left, Refusal) or isinstance(right, Refusal):
        return ()
    left, right = wide(np.asarray(left)), wide(np.asarray(right))
    if max(left.size, right.size) > LARGEST:
        return ()
    apart = _apart(left, right, bound) if left.shape == right.shape and left.dtype.kind not in "US" else None
    return grid(left, apart), grid(right, apart)
