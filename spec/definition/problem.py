"""Problem: the data of one correlation, what makes it valid, and the problems that laws derive from it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from . import geometry
from .boundary import BOUNDARIES, extend
from .call import Call, Invalidity, Pairs

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Problem(Call):
    """The data of one correlation.

    `input` is [N, C, *size], `weight` [O, C/groups, *kernel], `bias` [O] or None; all have one dtype. `boundary` is a
    name from `boundary.BOUNDARIES`. `layouts` names the memory layouts of the operands that do not lie in C order (see
    `layout.LAYOUTS`), for operands that a law makes in their place.
    """

    boundary: str = "zero"
    layouts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.boundary, str):
            raise TypeError(f"boundary is {self.boundary!r}; give one of {', '.join(BOUNDARIES)}")

    @cached_property
    def output_size(self) -> tuple[int, ...]:
        return tuple(map(geometry.output_size, self.size, self.kernel, self.strides, self.pairs, self.dilations))

    @property
    def windows(self) -> tuple[int, ...]:
        return self.output_size

    @property
    def output_shape(self) -> tuple[int, ...]:
        """[N, O, *out], by the formula."""
        return (self.input.shape[0], self.weight.shape[0], *self.output_size)

    @property
    def terms(self) -> int:
        """The number of products that are summed for one output."""
        return math.prod(self.weight.shape[1:])

    def named(self, name: str) -> Pairs:
        return geometry.resolve(name, self.size, self.kernel, self.strides, self.dilations)

    def invalidity(self) -> Invalidity | None:
        if reason := super().invalidity():
            return reason
        channels, filters = self.input.shape[1], self.weight.shape[0]
        if self.boundary not in BOUNDARIES:
            return Invalidity("boundary", f"no boundary is called {self.boundary!r}")
        if self.boundary != "zero" and any(not n and any(pair) for n, pair in zip(self.size, self.pairs, strict=True)):
            return Invalidity("boundary", f"{self.boundary} has nothing to repeat in an input of size {self.size}")
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
        """The same problem, extended, without the tail of the input that no window reaches."""
        whole = self.extended()
        lengths = [
            (out - 1) * stride + extent
            for out, stride, extent in zip(self.output_size, self.strides, self.extents, strict=True)
        ]
        return replace(whole, input=whole.input[:, :, *map(slice, lengths)])

    def first_group(self) -> Self:
        """The problem of the first group alone, without a bias."""
        channels, filters = self.weight.shape[1], self.weight.shape[0] // self.groups
        return replace(self, input=self.input[:, :channels], weight=self.weight[:filters], groups=1, bias=None)

    def with_kernel_reversed(self) -> Self:
        """The same problem with every spatial axis of its kernel reversed."""
        return replace(self, weight=self.weight[:, :, *[slice(None, None, -1)] * self.rank])
