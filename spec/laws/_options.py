"""The options that several laws choose from."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, overload

import numpy as np
from ml_dtypes import finfo

from ..contract.claims import Claims
from ..definition.geometry import SAME
from ..definition.problem import Problem
from ..definition.transposed_problem import TransposedProblem
from ..operands.layout import LAYOUTS

OTHER_LAYOUTS = tuple(LAYOUTS)[1:]
"""Every memory layout but C order without gaps."""

Place = Any
"""A tuple with a number for each axis. It is Any, since type checkers know no such tuple beside slices in an index."""


class Places(Sequence[tuple[int, ...]]):
    """All places in an array of some shape, from the first to the last: tuples with a number for each axis."""

    def __init__(self, shape: Sequence[int]) -> None:
        self.shape = tuple(shape)

    def __len__(self) -> int:
        return math.prod(self.shape)

    @overload
    def __getitem__(self, index: int) -> tuple[int, ...]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, ...]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, ...] | Sequence[tuple[int, ...]]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        place = []
        for length in reversed(self.shape):
            index, along = divmod(index, length)
            place.append(along)
        return tuple(reversed(place))

    def __contains__(self, place: object) -> bool:
        """Whether `place` is one of the places, without a search."""
        if not isinstance(place, tuple) or len(place) != len(self.shape):
            return False
        return all(isinstance(at, int) and 0 <= at < length for at, length in zip(place, self.shape, strict=True))


def axes(given: Problem) -> Sequence[int]:
    """The spatial axes."""
    return range(given.rank)


def taps(given: Problem) -> Places:
    """The taps of the kernel."""
    return Places(given.kernel)


def elements(given: Problem) -> Places:
    """The elements of one item that the first group sees: a channel, and a place in it."""
    return Places((given.weight.shape[1], *given.size))


def inputs(given: Problem) -> Places:
    """The places in the input; for an empty batch, those in one item."""
    return Places((max(1, len(given.input)), *given.input.shape[1:]))


def cuts(length: int) -> Sequence[int]:
    """Where to cut something of `length` in two: neither part is empty, unless there is only one element."""
    return range(1, max(2, length))


def every_axis(given: Problem) -> Sequence[int]:
    """The axes of items and of channels or filters, and the spatial ones."""
    return range(given.rank + 2)


def filters(given: Problem) -> Sequence[int]:
    """The filters."""
    return range(len(given.weight))


def outputs(given: Problem) -> Places:
    """The places in the output; for an empty batch, those in the output of one item."""
    return Places((max(1, len(given.input)), *given.output_shape[1:]))


def output_paddings(given: Problem) -> Places:
    """Every output padding that is shorter than the stride or the dilation."""
    return Places(tuple(map(max, given.strides, given.dilations)))


def claimed_output_paddings(given: Problem, claims: Claims) -> Places:
    """The same where an output padding is claimed and the padding is not named `same`; else only (), which is none."""
    free = "output_padding" in claims.features and given.padding not in SAME
    return output_paddings(given) if free else Places(())


def exponents(given: Problem, claims: Claims) -> Sequence[int]:
    """Exponents of two that leave room for sums of products of real numbers in the dtype of `given`."""
    dtype = given.input.dtype
    if dtype.kind in "iu" or dtype == np.float16 or claims.rounding == "transform":
        return 1, 2, 0
    limits = finfo(dtype)
    most = (int(limits.maxexp) - int(limits.nmant)) // 2 - 12
    return sorted(range(-most, most + 1), key=lambda exponent: (abs(exponent), -exponent))


def lengthened(back: TransposedProblem, output_padding: tuple[int, ...]) -> TransposedProblem:
    """`back` with `output_padding`, or unchanged where that is () or would leave no output."""
    other = replace(back, output_padding=output_padding)
    return back if other.invalidity() else other
