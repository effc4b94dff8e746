"""Boundaries: how the input is continued beyond its ends, and the adjoint of this."""

import math
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
"""The continuations of the input, by numpy.pad's names for them: which element stands at an index, given the length of
the axis. (At `zero` none does.)"""


def extend(array: Array, pairs: tuple[Pair, ...], boundary: str = "zero") -> Array:
    """x̃: the spatial axes of `array` continued by `pairs` elements before and after, of any number.

    Raises MemoryError where there is no room for x̃.
    """
    longer = [n + before + after for n, (before, after) in zip(array.shape[2:], pairs, strict=True)]
    if math.prod(longer) * array.itemsize >= 2**63:
        raise MemoryError(f"an input that is extended to {longer} elements is larger than an array can be")
    if boundary == "zero":
        return _surrounded(array, pairs, longer)
    for axis, (before, after) in enumerate(pairs, 2):
        length = array.shape[axis]
        array = np.take(array, BOUNDARIES[boundary](np.arange(-before, length + after), length), axis)
    return array


def fold(extended: Array, pairs: tuple[Pair, ...], boundary: str = "zero") -> Array:
    """The adjoint of `extend`: every element of `extended` is added to the input element that it stands for, if any.

    `extend` maps [N, C, *size] to [N, C, *longer]. `fold` maps [N, C, *longer] to [N, C, *size], such that
    ⟨extend(x), y⟩ = ⟨x, fold(y)⟩.
    """
    for axis, (before, after) in enumerate(pairs, 2):
        length = extended.shape[axis] - before - after
        longer = np.moveaxis(extended, axis, 0)
        if boundary == "zero":
            shorter = longer[before : before + length]
        else:
            shorter = np.zeros((length, *longer.shape[1:]), extended.dtype)
            np.add.at(shorter, BOUNDARIES[boundary](np.arange(-before, length + after), length), longer)
        extended = np.moveaxis(shorter, 0, axis)
    return extended


def copies(size: tuple[int, ...], pairs: tuple[Pair, ...], boundary: str = "zero") -> int:
    """How often an element of an input of this size is repeated in x̃, at most, the element itself included.

    >>> copies((3,), ((2, 2),)), copies((3,), ((2, 2),), "edge"), copies((3,), ((2, 2),), "wrap")
    (1, 3, 3)
    """
    if boundary == "zero":
        return 1
    return math.prod(
        int(np.bincount(BOUNDARIES[boundary](np.arange(-before, length + after), length)).max(initial=0))
        for length, (before, after) in zip(size, pairs, strict=True)
    )


def _surrounded(array: Array, pairs: tuple[Pair, ...], longer: list[int]) -> Array:
    """`array` continued by zeros. For small arrays `numpy.pad` takes several times as long."""
    if min(map(min, pairs)) < 0:
        raise ValueError(f"padding {pairs} must not be negative")
    whole: Array = np.zeros((*array.shape[:2], *longer), array.dtype)
    inside = (slice(before, before + n) for n, (before, _) in zip(array.shape[2:], pairs, strict=True))
    whole[:, :, *inside] = array
    return whole
