"""Memory layouts: ways for equal values to lie in memory.

Each function takes an array and returns an equal array that lies differently. Gaps between the elements are filled with
a value that is easily noticed in a result, so that reading the wrong memory shows.
"""

from collections.abc import Callable, Sequence
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
    axes = (0, 1, *range(2, array.ndim)[::-1])
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


def guarded(array: Array, guard: Array) -> Array:
    """`array` in C order, with the elements of `guard` before it and again behind it in one block of memory."""
    block = np.concatenate([guard, np.ravel(array), guard])
    return block[len(guard) : len(guard) + array.size].reshape(array.shape)


def in_other_byte_order(array: Array) -> Array:
    """The same numbers, with the bytes of each in the other order."""
    return array.astype(array.dtype.newbyteorder())


class OfAnotherClass(np.ndarray[Any, Any]):
    """An array that is one, and nothing else."""


def of_another_class(array: Array) -> Array:
    """A view of `array` as a subclass of arrays that adds nothing."""
    return array.view(OfAnotherClass)


def masked(array: Array) -> Array:
    """A view of `array` as one with a mask, which masks nothing."""
    view: Array = np.ma.MaskedArray(array, np.zeros(array.shape, bool))
    return view


SUBCLASSES: dict[str, Callable[[Array], Array]] = {"trivial": of_another_class, "masked": masked}
"""Classes of arrays that mean the same numbers, by what is special about them."""


def memory(array: Array) -> Array:
    """All the memory that `array` lies in, as bytes, with its gaps and guards."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return np.frombuffer(array.tobytes("A"), np.uint8)


def _along(layout: Callable[[Array, int], Array], place: str, axis: int) -> tuple[str, Callable[[Array], Array]]:
    """A layout along one axis, which has the place in its name."""
    return f"{layout.__name__}_{place}", lambda array: layout(array, axis)


def flipped(array: Array, axis: int) -> Array:
    """A negative step along one axis."""
    return np.flip(contiguous(np.flip(array, axis)), axis)


def stepped(array: Array, axis: int) -> Array:
    """Every second element of a larger array along one axis, C order along the others."""
    larger = np.full([2 * n if at == axis % array.ndim else n for at, n in enumerate(array.shape)], GAP, array.dtype)
    view = np.moveaxis(np.moveaxis(larger, axis, 0)[::2], 0, axis)
    view[...] = array
    return view


PLACES = {"first": 0, "second": 1, "last": -1}
"""The axes that a layout is about, if it is about one: items or filters, channels, and columns."""

BROADCAST: dict[str, Sequence[int]] = {
    "broadcast": (-1,),
    "broadcast_first": (0,),
    "broadcast_second": (1,),
    "broadcast_all": (),
}
"""Layouts with a stride of zero along these axes; none stands for all of them. Not every array can lie so: it takes one
that is constant along these axes (see `constant`)."""


def broadcast(layout: str) -> Callable[[Array], Array]:
    """The layout of this name, of `BROADCAST`."""
    return lambda array: np.broadcast_to(array[_heads(array, layout)], array.shape)


def constant(array: Array, layout: str) -> Array:
    """`array` as it can lie in `layout`: constant along the axes that this broadcasts, if any."""
    return broadcast(layout)(array).copy() if layout in BROADCAST else array


def _heads(array: Array, layout: str) -> tuple[slice, ...]:
    axes = {axis % array.ndim for axis in BROADCAST[layout] or range(array.ndim)}
    return tuple(slice(1) if axis in axes else slice(None) for axis in range(array.ndim))


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    **{
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
        )
    },
    **dict(_along(layout, place, axis) for layout in (flipped, stepped) for place, axis in PLACES.items()),
    **{name: broadcast(name) for name in BROADCAST},
}
"""The layouts by name, simplest first."""


def laid_out(array: Array, layout: str) -> Array:
    """`array` in the layout of this name, made constant along the axes that the layout broadcasts."""
    return LAYOUTS[layout](constant(array, layout))


def laid_out_bias(bias: Array, layout: str) -> Array:
    """The same for a bias, [O]: it lies as one row of an image does, since a layout has spatial axes."""
    row: Array = laid_out(bias[None, None], layout)[0, 0]
    return row
