"""TransposedProblem: the data of one transposed correlation, the adjoint of a correlation."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self, cast

import numpy as np

from . import geometry
from .call import Call, Invalidity, Pairs
from .problem import Problem

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class TransposedProblem(Call):
    """The data of one transposed correlation.

    `input` is [N, C, *size], `weight` [C, O/groups, *kernel], `bias` [O] or None. Every element of the input stamps the
    kernel, times this element, on the output. Stamps are `stride` apart. `padding` is cut off both ends of the output,
    and `output_padding` is added at the end again. The paddings `same_upper` and `same_lower` make the output
    size·stride long.
    """

    output_padding: tuple[int, ...] | int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "output_padding", self._numbers("output_padding"))

    @property
    def output_paddings(self) -> tuple[int, ...]:
        """The output padding, including what `same` adds where the kernel's extent is shorter than the stride."""
        given = cast(tuple[int, ...], self.output_padding)
        if self.padding not in geometry.SAME:
            return given
        axes = zip(given, self.strides, self.extents, strict=True)
        return tuple(behind + max(0, stride - extent) for behind, stride, extent in axes)

    @cached_property
    def output_size(self) -> tuple[int, ...]:
        """(size − 1)·stride + extent − before − after + output_padding, for every axis."""
        axes = zip(self.size, self.strides, self.extents, self.pairs, self.output_paddings, strict=True)
        return tuple((n - 1) * stride + extent - sum(pair) + behind for n, stride, extent, pair, behind in axes)

    @property
    def windows(self) -> tuple[int, ...]:
        """One position of the kernel for every element of the input."""
        return self.size

    @property
    def output_shape(self) -> tuple[int, ...]:
        """[N, O, *out], by the formula."""
        return (self.input.shape[0], self.weight.shape[1] * self.groups, *self.output_size)

    @property
    def terms(self) -> int:
        """The number of products that are summed for one output, at most."""
        channels: int = self.weight.shape[0] // self.groups
        return channels * math.prod(self.kernel)

    def named(self, name: str) -> Pairs:
        size = tuple(n * stride for n, stride in zip(self.size, self.strides, strict=True))
        return geometry.resolve(name, size, self.kernel, self.strides, self.dilations)

    def invalidity(self) -> Invalidity | None:
        if reason := super().invalidity():
            return reason
        channels, paddings = self.input.shape[1], cast(tuple[int, ...], self.output_padding)
        if len(paddings) != self.rank:
            what = f"output_padding has {len(paddings)} entries for {self.rank} spatial axes"
            return Invalidity("length of output_padding", what)
        if channels % self.groups:
            return Invalidity("groups", f"{channels} channels cannot be split into {self.groups} groups")
        if self.weight.shape[0] != channels:
            what = f"a weight for {self.weight.shape[0]} channels does not fit {channels} channels"
            return Invalidity("channels", what)
        if self.bias is not None and self.bias.shape != self.output_shape[1:2]:
            what = f"a bias of shape {self.bias.shape} does not fit {self.output_shape[1]} filters"
            return Invalidity("bias", what)
        longest = tuple(map(max, self.strides, self.dilations))
        if any(not 0 <= behind < most for behind, most in zip(paddings, longest, strict=True)):
            what = f"output_padding {paddings} must be at least 0 and less than the stride or the dilation, {longest}"
            return Invalidity("output_padding", what)
        if min(self.output_size) < 1:
            return Invalidity("padding", f"padding {self.padding} leaves an output of size {self.output_size}")
        if not self.addressable:
            return Invalidity("size", f"an output of size {self.output_size} is larger than an array can be")
        return None

    def explicit(self) -> Self:
        """The same problem with its padding as pairs, and with the output padding that a name stands for."""
        return replace(self, padding=self.pairs, output_padding=self.output_paddings)

    def forward(self, input: Array) -> Problem:
        """The correlation of `input`, of which this is the adjoint; `input` has the shape of this problem's output."""
        return Problem(
            input,
            self.weight,
            stride=self.stride,
            padding=self.pairs,
            dilation=self.dilation,
            groups=self.groups,
            origin=self.origin,
        )
