"""Grid: the elements of a small array as text, some of them marked."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..definition.dtypes import widened

Array = np.ndarray[Any, Any]

MAX_ELEMENTS = 144
"""The most elements that are worth looking at one by one."""


@dataclass(frozen=True)
class Grid:
    """The elements of an array as text: `values` in C order, and the positions among them that are `marked`."""

    shape: tuple[int, ...]
    values: tuple[str, ...]
    marked: tuple[int, ...] = ()


def grid(array: Array, marked: Array | None = None) -> Grid:
    """`array` as a Grid; `marked` is an array of bools of the same shape."""
    values = tuple(number(value) for value in widened(np.asarray(array)).ravel())
    return Grid(array.shape, values, () if marked is None else tuple(map(int, np.flatnonzero(marked))))


def number(value: Any) -> str:
    """A number as short as it can be said: `3` rather than `3.0`."""
    text = str(value)
    return text.removesuffix(".0") if text.lstrip("-").removesuffix(".0").isdigit() else text
