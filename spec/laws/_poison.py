"""Memory that was used before: what is taken from it without being written to holds NaNs."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..definition.problem import Array

COPIES = 4
"""How many arrays of each size were there before: the answer takes the memory of one of them, and those that are
needed on the way of others.
"""

ALIGNMENT = 64
"""Bytes that an array is longer by where its memory is asked for in whole cache lines."""


def strange(dtype: np.dtype[Any]) -> Any:
    """A number that nobody overlooks: NaN, or a large integer."""
    return np.iinfo(dtype).max // 3 if dtype.kind in "iu" else np.nan


@contextmanager
def used_before(sizes: Collection[int], dtype: np.dtype[Any]) -> Iterator[None]:
    """Fills arrays of so many elements, and gives their memory back: whoever asks for as much is likely to get it."""
    lengths = [size + more for size in sizes for more in (ALIGNMENT // dtype.itemsize, 0)]
    arrays: list[Array] = [np.full(length, strange(dtype), dtype) for length in lengths for _ in range(COPIES)]
    del arrays
    yield
