"""Arrays read from memory in the wrong way."""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ._mutant import Array


def dense_strides(shape: tuple[int, ...], itemsize: int) -> tuple[int, ...]:
    """Byte strides of a C-ordered array without gaps."""
    return tuple(itemsize * int(np.prod(shape[axis + 1 :])) for axis in range(len(shape)))


def reread(array: Array, strides: tuple[int, ...]) -> Array:
    """The memory of `array` read with other strides, or `array` where that would leave its memory."""

    def span(steps: tuple[int, ...]) -> int:
        return sum((length - 1) * step for length, step in zip(array.shape, steps, strict=True))

    if array.size == 0 or min(array.strides) < 0 or span(strides) > span(array.strides):
        return array
    return as_strided(array, array.shape, strides)


def as_if_dense(array: Array) -> Array:
    """The memory below a view, read in C order from its beginning."""
    if array.base is None or array.flags.c_contiguous or not isinstance(array.base, np.ndarray):
        return array
    flat = np.ravel(array.base)
    if flat.dtype != array.dtype or flat.size < array.size:
        return array
    return flat[: array.size].reshape(array.shape)


def as_if_filled(array: Array) -> Array:
    """An array with a stride of zero read as if each of its elements had a place of its own in memory."""
    if 0 not in array.strides:
        return array
    once = array[tuple(slice(1) if step == 0 else slice(None) for step in array.strides)]
    return np.resize(once, array.shape)
