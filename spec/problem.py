"""Problem: the data of one correlation, what makes it valid, and the problems that laws derive from it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from . import data, geometry
from .boundary import BOUNDARIES, extend
from .call import Call, Invalidity, Pairs

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Problem(Call):
    """The data of one correlation.

    `input` is [N, C, *size], `weight` [O, C/groups, *kernel], `bias` [O] or None; all of one dtype. `boundary` is a
    name from `boundary.BOUNDARIES`. `layouts` says how operands lie in memory that do not lie in C order (see
    `layout.LAYOUTS`), for what a law makes in their place.
    """

    boundary: str = "zero"
    layouts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def output_size(self) -> tuple[int, ...]:
        return tuple(map(geometry.output_size, self.size, self.kernel, self.strides, self.pairs, self.dilations))

    @property
    def output_shape(self) -> tuple[int, ...]:
        """[N, O, *out], as the formula gives it."""
        return (self.input.shape[0], self.weight.shape[0], *self.output_size)

    @property
    def terms(self) -> int:
        """Products that are summed for one output."""
        return math.prod(self.weight.shape[1:])

    def named(self, name: str) -> Pairs:
        return geometry.resolve(name, self.size, self.kernel, self.strides, self.dilations)

    def invalidity(self) -> Invalidity | None:
        if reason := super().invalidity():
            return reason
        channels, filters = self.input.shape[1], self.weight.shape[0]
        if self.boundary not in BOUNDARIES:
            return Invalidity("boundary", f"no boundary is called {self.boundary!r}")
        if channels % self.groups or filters % self.groups:
            what = f"{channels} channels and {filters} filters cannot be split into {self.groups} groups"
            return Invalidity("groups", what)
        if self.weight.shape[1] * self.groups != channels:
            what = f"{self.groups} groups of {self.weight.shape[1]} channels do not make {channels} channels"
            return Invalidity("channels", what)
        if self.bias is not None and self.bias.shape != (filters,):
            return Invalidity("bias", f"a bias of shape {self.bias.shape} does not fit {filters} filters")
        if not self.addressable:
            return Invalidity("size", f"an output of size {self.output_size} is larger than an array can be")
        return None

    def explicit(self) -> Self:
        """The same problem with its padding as pairs."""
        return replace(self, padding=self.pairs)

    def extended(self) -> Self:
        """The same problem with its padding already part of the input."""
        return replace(self, input=extend(self.input, self.pairs, self.boundary), padding=0, boundary="zero")

    def fitted(self) -> Self:
        """The same problem, extended, without the tail of the input that no window reaches: windows tile it exactly."""
        whole = self.extended()
        lengths = [
            (out - 1) * stride + extent
            for out, stride, extent in zip(self.output_size, self.strides, self.extents, strict=True)
        ]
        return replace(whole, input=whole.input[:, :, *map(slice, lengths)])

    def nonempty(self) -> Self:
        """The same problem, with one item of fresh integers where the batch is empty."""
        if len(self.input):
            return self
        one = np.empty((1, *self.input.shape[1:]), self.input.dtype)
        return replace(self, input=replace(self, input=one).another("input", "nonempty"))

    def first_group(self) -> Self:
        """The problem of the first group alone, without a bias."""
        channels, filters = self.weight.shape[1], self.weight.shape[0] // self.groups
        return replace(self, input=self.input[:, :channels], weight=self.weight[:filters], groups=1, bias=None)

    def plane(self) -> Self:
        """The textbook's plain problem: the first channel of the first item under the first filter, stride and
        dilation 1.
        """
        first = self.nonempty().first_group()
        image, kernel = first.input[:1, :1], first.weight[:1, :1]
        return replace(first, input=image, weight=kernel, stride=1, padding=0, boundary="zero", dilation=1)

    def under_tap(self, extended: Array, tap: tuple[int, ...]) -> Array:
        """What `tap` of the kernel sees in every window of `extended`: the elements at stride·p + dilation·t for
        all p.
        """
        axes = zip(tap, self.output_size, self.strides, self.dilations, strict=True)
        return extended[:, :, *(slice(d * t, d * t + out * s, s) for t, out, s, d in axes)]

    def with_kernel_reversed(self) -> Self:
        """The same problem with every spatial axis of its kernel reversed."""
        return replace(self, weight=self.weight[:, :, *[slice(None, None, -1)] * self.rank])

    def another(self, operand: str, purpose: str = "") -> Array:
        """Fresh integers in the shape of `operand` ("input", "weight" or "bias")."""
        array = getattr(self, operand)
        largest = data.amplitude(str(array.dtype), self.terms)
        return data.integers(self.random(f"another {operand} {purpose}"), array.shape, str(array.dtype), largest)

    def with_reals(self) -> Self:
        """The same problem with normally distributed numbers instead of integers (integer dtypes keep integers)."""

        def drawn(operand: str) -> Array:
            array = getattr(self, operand)
            return data.reals(self.random(f"reals {operand}"), array.shape, str(array.dtype))

        bias = None if self.bias is None else drawn("bias")
        return replace(self, input=drawn("input"), weight=drawn("weight"), bias=bias)

    def cotangent(self, purpose: str = "") -> Array:
        """Fresh integers in the shape of the output, so small that no sum in a gradient, and no sum over all of a
        gradient's terms, is rounded: one digit mostly, and all the digits that this leaves now and then.
        """
        items, filters = self.input.shape[0], self.weight.shape[0] // self.groups

        def reach(array: Array, terms: int) -> int:
            return terms * max(1, int(np.abs(array).max(initial=0)))

        outputs = items * math.prod(self.output_size)
        most = max(reach(self.input, outputs), reach(self.weight, filters * math.prod(self.kernel)), outputs)
        random = self.random(f"cotangent {purpose}")
        wide = bool(random.integers(4) == 0)
        largest = data.factor(str(self.input.dtype), most, wide=wide)
        least = (largest + 1) // 2 if wide else 1
        return data.integers(random, self.output_shape, str(self.input.dtype), largest, least)
