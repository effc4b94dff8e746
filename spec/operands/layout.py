"""Memory layouts: ways for equal values to lie in memory.

Each function takes an array and returns an equal array that lies differently. Gaps between the elements are filled with
a value that is easily noticed in a result, so that reading the wrong memory shows.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

Array = np.ndarray[Any, Any]

GAP = 77
"""The value between the elements of a view with gaps."""


def contiguous(array: Array) -> Array:
    """C order without gaps, with the strides of C order along axes of one element too.

    `np.ascontiguousarray` would leave the strides of such axes as they are: it copies nothing where only these differ.
    """
    return np.array(array, order="C")


def fortran(array: Array) -> Array:
    """The first axis varies fastest."""
    return np.array(array, order="F")


def channels_last(array: Array) -> Array:
    """Axis 1 varies fastest: NCHW by index, NHWC in memory."""
    return np.moveaxis(contiguous(np.moveaxis(array, 1, -1)), -1, 1)


def channel_slice(array: Array) -> Array:
    """Some of the channels of a wider channels-last array."""
    wider = np.full((array.shape[0], *array.shape[2:], array.shape[1] + 3), GAP, array.dtype)
    view = np.moveaxis(wider, -1, 1)[:, 1 : 1 + array.shape[1]]
    view[...] = array
    return view


def sliced(array: Array) -> Array:
    """Every second element of a larger array, along every axis."""
    larger = np.full([2 * length for length in array.shape], GAP, array.dtype)
    view = larger[tuple(slice(None, None, 2) for _ in array.shape)]
    view[...] = array
    return view


def backwards(array: Array) -> Array:
    """Negative steps along every spatial axis."""
    flip = (slice(None), slice(None), *(slice(None, None, -1) for _ in array.shape[2:]))
    return contiguous(array[flip])[flip]


def transposed(array: Array) -> Array:
    """The spatial axes lie in reverse order, as after `.T` on an image."""
    axes = (0, 1, *reversed(range(2, array.ndim)))
    return contiguous(array.transpose(axes)).transpose(axes)


def misaligned(array: Array) -> Array:
    """Elements start one byte off their natural alignment, as in a packed record."""
    buffer = np.zeros(array.nbytes + 1, np.uint8)[1:]
    view = buffer.view(array.dtype).reshape(array.shape)
    view[...] = array
    return view


def loose(array: Array) -> Array:
    """C order, with a stride beyond the end along every axis of one element, where no step is taken."""
    return _loosened(contiguous(array))


def loose_channels_last(array: Array) -> Array:
    """The same for channels last."""
    return _loosened(channels_last(array))


def _loosened(array: Array) -> Array:
    beyond = 3 * max(array.nbytes, array.itemsize)
    strides = [beyond if length == 1 else step for length, step in zip(array.shape, array.strides, strict=True)]
    return as_strided(array, array.shape, strides)


def read_only(array: Array) -> Array:
    """C order, and writing to it raises."""
    copy = contiguous(array)
    copy.flags.writeable = False
    return copy


def broadcast(array: Array) -> Array:
    """Zero stride along the last axis.

    Not every array can have this layout: it must be constant along its last axis (see `constant`).
    """
    return np.broadcast_to(array[..., :1], array.shape)


def guarded(array: Array, guard: Array) -> Array:
    """`array` in C order, with the elements of `guard` before it and again behind it in one block of memory."""
    block = np.concatenate([guard, np.ravel(array), guard])
    return block[len(guard) : len(guard) + array.size].reshape(array.shape)


def in_other_byte_order(array: Array) -> Array:
    """The same numbers, with the bytes of each in the other order."""
    return array.astype(array.dtype.newbyteorder())


def memory(array: Array) -> Array:
    """All the memory that `array` lies in, as bytes, with its gaps and guards."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return np.frombuffer(array.tobytes("A"), np.uint8)


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    layout.__name__: layout
    for layout in (
        contiguous,
        fortran,
        channels_last,
        channel_slice,
        sliced,
        backwards,
        transposed,
        misaligned,
        loose,
        loose_channels_last,
        read_only,
        broadcast,
    )
}
"""The layouts by name, simplest first."""


def laid_out(array: Array, layout: str) -> Array:
    """`array` in the layout of this name. For `broadcast` it is made constant along its last axis."""
    return LAYOUTS[layout](constant(array) if layout == "broadcast" else array)


def laid_out_bias(bias: Array, layout: str) -> Array:
    """The same for a bias, [O]. It lies as a row of an image would, since layouts are about spatial axes."""
    row: Array = laid_out(bias[None, None], layout)[0, 0]
    return row


def constant(array: Array) -> Array:
    """`array` made constant along its last axis, as `broadcast` needs it."""
    return np.broadcast_to(array[..., :1], array.shape).copy()
