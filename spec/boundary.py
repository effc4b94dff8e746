"""What lies outside the input: boundaries, and the input continued by them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .geometry import Pair

Array = np.ndarray[Any, Any]


def _reflected(index: Array, length: int) -> Any:
    period = max(1, 2 * length - 2)
    return np.minimum(index % period, period - index % period)


def _symmetric(index: Array, length: int) -> Any:
    period = 2 * length
    return np.minimum(index % period, period - 1 - index % period)


BOUNDARIES: dict[str, Callable[[Array, int], Any]] = {
    "zero": lambda index, _: index,
    "edge": lambda index, length: index.clip(0, length - 1),
    "reflect": _reflected,
    "symmetric": _symmetric,
    "wrap": lambda index, length: index % length,
}
"""What lies outside the input, by the names that numpy.pad has for it: which element stands at an index, given the
length of the axis. (At `zero` none does.)"""


def extend(array: Array, pairs: tuple[Pair, ...], boundary: str = "zero") -> Array:
    """x̃: the spatial axes of `array` continued by `pairs` elements before and after, however far that is."""
    for axis, (before, after) in enumerate(pairs, 2):
        length = array.shape[axis]
        if boundary == "zero":
            width = [(0, 0)] * array.ndim
            width[axis] = (before, after)
            array = np.pad(array, width)
        else:
            array = np.take(array, BOUNDARIES[boundary](np.arange(-before, length + after), length), axis)
    return array
