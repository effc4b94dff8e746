"""Call: what the arguments of every operation have in common."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from . import geometry

Array = np.ndarray[Any, Any]
Pairs = tuple[geometry.Pair, ...]


@dataclass(frozen=True)
class Invalidity:
    """What is wrong with a problem: of which kind it is, in a word or two, and in full."""

    kind: str
    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, eq=False)
class Call:
    """The arguments of one call: two arrays, a bias, and a number for every spatial axis.

    `stride` and `dilation` hold one integer per spatial axis, `padding` one (before, after) pair per spatial axis or a
    name from `geometry.PADDINGS`. A single integer stands for the same integer on every axis. Nothing is checked here:
    an invalid problem is a problem too, and `invalidity` says what is wrong with it.
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
        for name in ("stride", "dilation"):
            if isinstance(value := getattr(self, name), int):
                object.__setattr__(self, name, (value,) * self.rank)
        if isinstance(self.padding, int):
            object.__setattr__(self, "padding", ((self.padding, self.padding),) * self.rank)

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
        assert isinstance(self.stride, tuple)
        return self.stride

    @property
    def dilations(self) -> tuple[int, ...]:
        assert isinstance(self.dilation, tuple)
        return self.dilation

    @cached_property
    def extents(self) -> tuple[int, ...]:
        """Elements that a window spans, one number per axis."""
        return tuple(map(geometry.extent, self.kernel, self.dilations))

    @cached_property
    def pairs(self) -> Pairs:
        """The padding as (before, after) pairs, whatever form it has."""
        if isinstance(self.padding, str):
            return self.named(self.padding)
        assert isinstance(self.padding, tuple)
        return self.padding

    @property
    def blocks(self) -> list[tuple[slice, slice]]:
        """For every group its filters, and the channels that they see; in a transposed correlation its channels, and
        then its filters: what the first and the second axis of the weight stand for. None where there are none of
        either, and nothing to add up: over an empty axis numpy.einsum multiplies memory that was never written.
        """
        if 0 in self.weight.shape[:2]:
            return []
        first, second = self.weight.shape[0] // self.groups, self.weight.shape[1]
        return [
            (slice(group * first, (group + 1) * first), slice(group * second, (group + 1) * second))
            for group in range(self.groups)
        ]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """[N, O, *out], as the formula gives it."""
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
        """Why no implementation may answer this call, or None where it is valid."""
        rank = self.rank
        if self.weight.ndim - 2 != rank:
            return Invalidity("rank", f"the input has {rank} spatial axes and the weight {self.weight.ndim - 2}")
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
