"""Every term of the formulae for sizes and named paddings, wrong in every way.

    windows  =  ⌊(size + before + behind − extent) / stride⌋ + 1

An output of the wrong size is cut, or filled up with its last element.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from spec import Problem, TransposedProblem
from spec.definition import geometry
from spec.definition.call import Call

from ._mutant import Array, correct, correct_transposed, enter


@dataclass(frozen=True)
class Axis:
    """What a formula knows of an axis."""

    size: int
    before: int
    behind: int
    taps: int
    stride: int
    dilation: int

    @property
    def extent(self) -> int:
        return self.dilation * (self.taps - 1) + 1

    @property
    def room(self) -> int:
        """How far the first window can move on."""
        return self.size + self.before + self.behind - self.extent

    @property
    def stamped(self) -> int:
        """How far stamps reach, without the padding."""
        return (self.size - 1) * self.stride + self.extent - self.before - self.behind

    def same(self, windows: int) -> int:
        """The zeros that make room for so many windows."""
        return (windows - 1) * self.stride + self.extent - self.size


Formula = Callable[[Axis], int]

SIZES: dict[str, Formula] = {
    "one_window_too_many": lambda axis: axis.room // axis.stride + 2,
    "one_window_too_few": lambda axis: axis.room // axis.stride,
    "the_quotient_rounded_up": lambda axis: -(-axis.room // axis.stride) + 1,
    "the_stride_ignored": lambda axis: axis.room + 1,
    "the_dilation_as_the_stride": lambda axis: axis.room // axis.dilation + 1,
    "the_padding_before_ignored": lambda axis: (axis.room - axis.before) // axis.stride + 1,
    "the_padding_behind_ignored": lambda axis: (axis.room - axis.behind) // axis.stride + 1,
    "the_padding_before_doubled": lambda axis: (axis.room + axis.before) // axis.stride + 1,
    "the_padding_behind_doubled": lambda axis: (axis.room + axis.behind) // axis.stride + 1,
    "the_extent_one_too_large": lambda axis: (axis.room - 1) // axis.stride + 1,
    "the_extent_one_too_small": lambda axis: (axis.room + 1) // axis.stride + 1,
    "the_extent_as_taps_times_dilation": lambda axis: (axis.room - axis.dilation + 1) // axis.stride + 1,
}
"""The number of windows."""

STAMPED: dict[str, Formula] = {
    "one_stride_too_many": lambda axis: axis.stamped + axis.stride,
    "the_stride_ignored": lambda axis: axis.stamped - (axis.size - 1) * (axis.stride - 1),
    "the_padding_ignored": lambda axis: axis.stamped + axis.before + axis.behind,
    "the_padding_before_doubled": lambda axis: axis.stamped - axis.before,
    "the_padding_behind_doubled": lambda axis: axis.stamped - axis.behind,
    "the_extent_one_too_large": lambda axis: axis.stamped + 1,
    "the_extent_one_too_small": lambda axis: axis.stamped - 1,
    "the_extent_as_taps_times_dilation": lambda axis: axis.stamped + axis.dilation - 1,
}
"""The length of what a transposed correlation gives, without the output padding."""

SAME: dict[str, Formula] = {
    "the_windows_rounded_down": lambda axis: axis.same(axis.size // axis.stride),
    "the_stride_ignored": lambda axis: axis.extent - 1,
    "the_dilation_ignored": lambda axis: axis.same(-(-axis.size // axis.stride)) - axis.extent + axis.taps,
    "one_zero_too_many": lambda axis: axis.same(-(-axis.size // axis.stride)) + 1,
    "one_zero_too_few": lambda axis: axis.same(-(-axis.size // axis.stride)) - 1,
    "one_window_too_many": lambda axis: axis.same(-(-axis.size // axis.stride) + 1),
    "one_window_too_few": lambda axis: axis.same(-(-axis.size // axis.stride) - 1),
}
"""The zeros that `same` adds before and behind together."""

FULL: dict[str, Formula] = {
    "one_zero_too_many": lambda axis: axis.extent,
    "one_zero_too_few": lambda axis: max(0, axis.extent - 2),
    "the_dilation_ignored": lambda axis: axis.taps - 1,
}
"""The zeros that `full` adds on each side."""


def axes(call: Call) -> list[Axis]:
    sizes = ((n, *pair) for n, pair in zip(call.size, call.pairs, strict=True))
    rest = zip(sizes, call.kernel, call.strides, call.dilations, strict=True)
    return [Axis(*size, *steps) for size, *steps in rest]


def _resized(output: Array, size: list[int]) -> Array:
    for axis, wanted in enumerate(size, 2):
        if length := output.shape[axis]:
            output = output.take(np.arange(max(0, wanted)).clip(max=length - 1), axis)
    return output


def counting(size: Formula) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        return _resized(correct(problem), list(map(size, axes(problem))))

    return correlate


def counting_stamps(size: Formula) -> Callable[[TransposedProblem], Array]:
    def transposed(problem: TransposedProblem) -> Array:
        sizes = zip(map(size, axes(problem)), problem.output_paddings, strict=True)
        return _resized(correct_transposed(problem), list(map(sum, sizes)))

    return transposed


def padding_same(total: Formula) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        if problem.padding not in geometry.SAME:
            return correct(problem)
        totals = (max(0, total(axis)) for axis in axes(problem))
        pairs = ((zeros // 2, zeros - zeros // 2) for zeros in totals)
        turned = -1 if problem.padding == "same_lower" else 1
        return correct(replace(problem, padding=tuple(pair[::turned] for pair in pairs)))

    return correlate


def padding_full(zeros: Formula) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        if problem.padding != "full":
            return correct(problem)
        return correct(replace(problem, padding=tuple((side, side) for side in map(zeros, axes(problem)))))

    return correlate


def said(how: str) -> str:
    return how.replace("_", " ")


for how, size in SIZES.items():
    enter(
        f"counts_windows_with_{how}",
        f"Windows are counted with {said(how)}.",
        counting(size),
        "output_shape_follows_the_formula",
    )

for how, size in STAMPED.items():
    enter(
        f"allots_the_stamps_with_{how}",
        f"The output of a transposed correlation is as long as it would be with {said(how)}.",
        counting_stamps(size),
        "transposed_shape_follows_the_formula",
        of="transposed",
    )

for how, total in SAME.items():
    enter(
        f"totals_same_with_{how}",
        f"The zeros of `same` are counted with {said(how)}.",
        padding_same(total),
        "named_paddings_resolve",
    )

for how, zeros in FULL.items():
    enter(
        f"pads_full_with_{how}",
        f"The zeros of `full` are counted with {said(how)}.",
        padding_full(zeros),
        "named_paddings_resolve",
    )
