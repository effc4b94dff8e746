"""Equality: when the two sides of a law count as equal, exactly or within a bound on the error."""

from typing import Any

import numpy as np

from ..contract.outcomes import Rejection
from ..definition.dtypes import widened
from .law import Equation, Part

Array = np.ndarray[Any, Any]
Compared = tuple[Part, Part, Array | float]
"""A part of the left side, the same part of the right side, and by how much they may differ."""


def holds(equation: Equation) -> bool:
    """Whether both sides are equal, part by part.

    Shapes must agree and every element must be equal, or as near as the equation's bounds say; NaN equals NaN, and a
    refusal equals a refusal. Dtypes are not compared: a law that is about the dtype puts it into its equation.
    """
    return all(are_equal(*part) for part in parts(equation))


def parts(equation: Equation) -> list[Compared]:
    """The parts to compare, with their bounds."""
    within = equation.within
    bounds = within if isinstance(within, tuple) else (within,) * len(equation.lefts)
    return list(zip(equation.lefts, equation.rights, bounds, strict=True))


def are_equal(left: Part, right: Part, bound: Array | float) -> bool:
    """Whether one part of the left side equals that of the right."""
    if isinstance(left, Rejection) or isinstance(right, Rejection):
        return isinstance(left, Rejection) and isinstance(right, Rejection)
    left, right = widened(np.asarray(left)), widened(np.asarray(right))
    if left.shape != right.shape:
        return False
    if left.dtype.kind in "US":
        return np.array_equal(left, right)
    return not unequal(left, right, bound).any()


def unequal(left: Array, right: Array, bound: Array | float) -> Array:
    """Where two arrays of one shape differ by more than `bound`. NaN equals NaN."""
    found: Array = (left != right) & ~((left != left) & (right != right))
    kinds = {left.dtype.kind, right.dtype.kind}
    if kinds & set("iu") and not kinds <= set("iuO"):
        # NumPy compares an integer with a float as floats, in which neighbouring large integers are the same.
        with np.errstate(invalid="ignore"):
            found |= left.real.astype(np.int64) != right.real.astype(np.int64)
    if np.any(bound):
        # Written so that a NaN is within no bound. With a bound of 0 nothing is subtracted: a subtraction may round.
        with np.errstate(invalid="ignore"):
            found &= ~(np.abs(left - right) <= bound)
    return found
