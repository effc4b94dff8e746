"""Call: the arguments that all operations have in common."""

import math
import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np

from . import geometry
from .dtypes import EXACT_BITS, SUMMABLE, native

Array = np.ndarray[Any, Any]
Pairs = tuple[geometry.Pair, ...]


@dataclass(frozen=True)
class Invalidity:
    """Why a problem is invalid: the kind of mistake, in a word or two, and the reason in full."""

    kind: str
    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, eq=False)
class Call:
    """The arguments of one call: two arrays, a bias, and a number for every spatial axis.

    `stride` and `dilation` hold one integer per spatial axis, `padding` one (before, after) pair per spatial axis or a
    name from `geometry.PADDINGS`. A single integer stands for the same integer on every axis. Integers of NumPy are
    accepted, and lists in place of tuples. Raises TypeError for an argument of another type. Values are not checked
    here: an invalid problem is a problem too, and `invalidity` says what is wrong with it.
    """

    input: Array
    weight: Array
    bias: Array | None = None
    stride: tuple[int, ...] | int = 1
    padding: Pairs | str | int = 0
    dilation: tuple[int, ...] | int = 1
    groups: int = 1
    origin: str = ""
    """The descriptor that the problem was made from; it seeds the numbers that a law draws for itself."""

    def __post_init__(self) -> None:
        for name in ("input", "weight", "bias"):
            if not isinstance(array := getattr(self, name), np.ndarray) and not (name == "bias" and array is None):
                raise TypeError(f"{name} is a {type(array).__name__}; give a numpy.ndarray")
        for name in ("stride", "dilation"):
            object.__setattr__(self, name, self._numbers(name))
        object.__setattr__(self, "groups", _integer(self.groups, "groups", "an integer"))
        if not isinstance(self.padding, str):
            object.__setattr__(self, "padding", _pairs(self.padding, self.rank))

    def _numbers(self, name: str) -> tuple[int, ...]:
        """The argument called `name` as one integer for each axis."""
        value, wanted = getattr(self, name), "an integer, or one for each axis"
        if type(value) is tuple and set(map(type, value)) == {int}:
            return value
        if _is_sequence(value):
            return tuple(_integer(one, name, wanted) for one in value)
        return (_integer(value, name, wanted),) * self.rank

    @property
    def rank(self) -> int:
        """Number of spatial axes."""
        return self.input.ndim - 2

    @property
    def size(self) -> tuple[int, ...]:
        size: tuple[int, ...] = self.input.shape[2:]
        return size

    @property
    def kernel(self) -> tuple[int, ...]:
        kernel: tuple[int, ...] = self.weight.shape[2:]
        return kernel

    @property
    def strides(self) -> tuple[int, ...]:
        return cast(tuple[int, ...], self.stride)

    @property
    def dilations(self) -> tuple[int, ...]:
        return cast(tuple[int, ...], self.dilation)

    @cached_property
    def extents(self) -> tuple[int, ...]:
        """Elements that a window spans, one number per axis."""
        return tuple(map(geometry.extent, self.kernel, self.dilations))

    @cached_property
    def pairs(self) -> Pairs:
        """The padding as (before, after) pairs, whether it is given as pairs or by name."""
        if isinstance(self.padding, str):
            return self.named(self.padding)
        return cast(Pairs, self.padding)

    @property
    def windows(self) -> tuple[int, ...]:
        """Number of positions that the kernel takes, one number per axis."""
        raise NotImplementedError

    @property
    def taps(self) -> Iterable[tuple[Any, ...]]:
        """The index t of every tap.

        There is none where there is nothing to add up, without items, channels, filters or windows: over an empty axis
        numpy.einsum multiplies memory that was never written.
        """
        return () if 0 in (len(self.input), *self.weight.shape[:2], *self.windows) else np.ndindex(self.kernel)

    @cached_property
    def _axes(self) -> tuple[tuple[int, int, int], ...]:
        """For every axis the number of windows, the stride and the dilation."""
        return tuple(zip(self.windows, self.strides, self.dilations, strict=True))

    def under_tap(self, extended: Array, tap: tuple[int, ...]) -> Array:
        """The elements of `extended` under the tap t = `tap` in every window p: those at stride·p + dilation·t.

        The spatial axes of `extended` are its last.
        """
        under: Any = (..., *[slice(d * t, d * t + n * s, s) for t, (n, s, d) in zip(tap, self._axes, strict=True)])
        seen: Array = extended[under]
        return seen

    def by_group(self, array: Array, axis: int) -> Array:
        """A view of `array` in which `axis`, of channels or filters, is two: the groups, and what is of one group."""
        shape = array.shape
        return array.reshape(*shape[:axis], self.groups, shape[axis] // self.groups, *shape[axis + 1 :])

    @property
    def blocks(self) -> list[tuple[slice, slice]]:
        """For every group, its filters and the channels that they see; in a transposed correlation, its channels and
        its filters. The order is that of the first two axes of the weight.
        """
        first, second = self.weight.shape[0] // self.groups, self.weight.shape[1]
        return [
            (slice(group * first, (group + 1) * first), slice(group * second, (group + 1) * second))
            for group in range(self.groups)
        ]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """[N, O, *out], by the formula."""
        raise NotImplementedError

    @property
    def addressable(self) -> bool:
        """Whether an array of the output's shape can exist: its bytes are counted in signed integers of 64 bits."""
        elements = math.prod(max(1, length) for length in self.output_shape)
        return elements * self.input.itemsize < 2**63

    def named(self, name: str) -> Pairs:
        """The (before, after) pairs that a named padding stands for in this call."""
        raise NotImplementedError

    def invalidity(self) -> Invalidity | None:
        """Why this call is invalid, so that no implementation may answer it; None where it is valid."""
        rank = self.rank
        if rank < 1:
            what = f"an input of shape {self.input.shape} has no spatial axis behind its items and channels"
            return Invalidity("rank", what)
        if self.weight.ndim - 2 != rank:
            return Invalidity("rank", f"the input has {rank} spatial axes and the weight {self.weight.ndim - 2}")
        if reason := self._mixture_of_dtypes():
            return Invalidity("dtype", reason)
        for name, values in (("stride", self.strides), ("dilation", self.dilations), ("padding", self.padding)):
            if not isinstance(values, str | int) and len(values) != rank:
                return Invalidity(f"length of {name}", f"{name} has {len(values)} entries for {rank} spatial axes")
        for name, least in (("stride", self.strides), ("dilation", self.dilations), ("groups", (self.groups,))):
            if min(least) < 1:
                return Invalidity(name, f"{name} {getattr(self, name)} must be at least 1")
        if min(self.kernel) < 1:
            return Invalidity("taps", f"a kernel of size {self.kernel} has no taps")
        if isinstance(self.padding, str):
            if self.padding not in geometry.PADDINGS:
                return Invalidity("padding", f"no padding is called {self.padding!r}")
        elif min(amount for pair in self.pairs for amount in pair) < 0:
            return Invalidity("padding", f"padding {self.padding} must not be negative")
        return None

    def _mixture_of_dtypes(self) -> str | None:
        """What is wrong with the dtypes of the operands, or None."""
        dtype = native(self.input.dtype)
        if dtype not in SUMMABLE:
            return f"an input of dtype {dtype}; known are {', '.join(EXACT_BITS)}"
        for name in ("weight", "bias"):
            array = getattr(self, name)
            if array is not None and native(array.dtype) != dtype:
                return f"a {name} of dtype {array.dtype} does not go with an input of dtype {dtype}"
        return None


def _is_sequence(value: object) -> bool:
    if type(value) is tuple:
        return True
    if isinstance(value, np.ndarray):
        return value.ndim > 0
    return isinstance(value, Sequence) and not isinstance(value, str)


def _integer(value: Any, name: str, wanted: str) -> int:
    if type(value) is int:
        return value
    try:
        if not isinstance(value, bool | np.bool_):
            return operator.index(value)
    except TypeError:
        pass
    raise TypeError(f"{name}: {value!r} is of type {type(value).__name__}; give {wanted}")


def _pairs(padding: Any, rank: int) -> Pairs:
    """A padding that is not given by name, as pairs."""
    wanted = "an integer, a name, or a pair (before, after) for each axis"
    if not _is_sequence(padding):
        amount = _integer(padding, "padding", wanted)
        return ((amount, amount),) * rank
    pairs = []
    for pair in padding:
        if not _is_sequence(pair) or len(pair) != 2:
            raise TypeError(f"padding: {pair!r} is of type {type(pair).__name__}; give {wanted}")
        pairs.append((_integer(pair[0], "padding", wanted), _integer(pair[1], "padding", wanted)))
    return tuple(pairs)
