"""The sum in index form, with another expression for the position that it reads.

    y[n, o, p]  =  bias[o] + Σ_c Σ_t  x̃[n, c, stride·p + dilation·t − before] · w[o, c, t]

A window that is given a copy of all it sees, next to those of the other windows, is read with a stride of the kernel's
length and no dilation. So a correlation at any positions at all is a correlation of such copies, and what flows back
to the copies is added up at the positions that they were made of. The output has the shape that it should have.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from spec import Problem, TransposedProblem
from spec.definition.boundary import BOUNDARIES
from spec.definition.call import Call

from ._mutant import Array, Gradients, correct, correct_gradients
from ._stamps import with_bias

Position = Callable[[Call, int, Array, Array], Array]
"""Of a call, an axis, and the numbers of windows and taps along it: the position in the input that they meet at."""

PARAMETERS: dict[str, Callable[[Call], Sequence[int]]] = {
    "stride": lambda call: call.strides,
    "dilation": lambda call: call.dilations,
    "padding_before": lambda call: [before for before, _ in call.pairs],
}
"""The parameters in the expression, axis by axis."""

OTHERS: dict[str, Callable[[Call], Sequence[int]]] = {
    "padding_behind": lambda call: [behind for _, behind in call.pairs],
    "kernel": lambda call: call.kernel,
}
"""What may be taken for one of them, beside the other two."""


@dataclass(frozen=True)
class Parameter:
    """The values of a parameter on all axes, the axis that is looked at, and the least value that is allowed."""

    values: Sequence[int]
    axis: int
    least: int

    @property
    def right(self) -> int:
        return self.values[self.axis]


WAYS: dict[str, Callable[[Parameter], int]] = {
    "ignored": lambda it: it.least,
    "one_too_large": lambda it: it.right + 1,
    "of_the_next_axis": lambda it: it.values[(it.axis + 1) % len(it.values)],
    "one_too_small": lambda it: max(it.least, it.right - 1),
    "of_the_first_axis": lambda it: it.values[0],
    "of_the_last_axis": lambda it: it.values[-1],
    "doubled": lambda it: 2 * it.right,
    "halved": lambda it: max(it.least, it.right // 2),
}
"""What can be wrong with a parameter."""


def where(parameter: str, value: Callable[[Call, int], int]) -> Position:
    """The position where `parameter` is what `value` makes of a call and an axis."""

    def position(call: Call, axis: int, window: Array, tap: Array) -> Array:
        values = {name: values(call)[axis] for name, values in PARAMETERS.items()}
        values[parameter] = value(call, axis)
        return values["stride"] * window + values["dilation"] * tap - values["padding_before"]

    return position


def of_a_parameter(parameter: str, way: Callable[[Parameter], int]) -> Position:
    """The position where `parameter` is what `way` makes of it."""
    least = 0 if parameter == "padding_before" else 1
    return where(parameter, lambda call, axis: way(Parameter(PARAMETERS[parameter](call), axis, least)))


def of_another(parameter: str, other: str) -> Position:
    """The position where `other` is taken for `parameter`."""
    return where(parameter, lambda call, axis: (PARAMETERS | OTHERS)[other](call)[axis])


def moved(windows: int, taps: int) -> Position:
    """The position of a window, and of a tap, so many further on."""

    def position(call: Call, axis: int, window: Array, tap: Array) -> Array:
        return call.strides[axis] * (window + windows) + call.dilations[axis] * (tap + taps) - call.pairs[axis][0]

    return position


POSITIONS: dict[str, Position] = {
    **{
        f"with_the_{parameter}_{way}": of_a_parameter(parameter, function)
        for parameter in PARAMETERS
        for way, function in WAYS.items()
    },
    **{
        f"with_the_{other}_as_the_{parameter}": of_another(parameter, other)
        for parameter in PARAMETERS
        for other in PARAMETERS | OTHERS
        if other != parameter
    },
    "one_window_late": moved(1, 0),
    "one_window_early": moved(-1, 0),
    "one_tap_late": moved(0, 1),
    "one_tap_early": moved(0, -1),
}
"""Every wrong position, and how it is wrong."""

FEWER = {
    name: position
    for name, position in POSITIONS.items()
    if name.startswith("one_") or name.endswith(("_ignored", "_one_too_large", "_of_the_next_axis"))
}
"""A parameter ignored, off by one, or of another axis, and windows and taps counted from elsewhere."""


def correlate_at(problem: Problem, position: Position) -> Array:
    """The correlation that reads the input at `position`."""
    return correct(_copies(problem, position))


def gradients_at(problem: Problem, cotangent: Array, position: Position) -> Gradients:
    """The gradients of a correlation that reads the input at `position`."""
    d_copies, d_weight, d_bias = correct_gradients(_copies(problem, position), cotangent)
    return _added_up(d_copies, _positions(problem, problem.output_size, position), problem.size), d_weight, d_bias


def transposed_at(problem: TransposedProblem, position: Position) -> Array:
    """The transposed correlation that puts its stamps at `position`."""
    items, filters = problem.output_shape[:2]
    lengths = (n * taps for n, taps in zip(problem.size, problem.kernel, strict=True))
    copies = np.zeros((items, filters, *lengths), problem.input.dtype)
    apart = Problem(copies, problem.weight, stride=problem.kernel, groups=problem.groups)
    stamps = correct_gradients(apart, problem.input)[0]
    return with_bias(problem, _added_up(stamps, _positions(problem, problem.size, position), problem.output_size))


def _positions(call: Call, windows: Sequence[int], position: Position) -> list[Array]:
    """For every axis, the position of every tap of every window, one window after the other."""
    return [
        position(call, axis, np.arange(out)[:, None], np.arange(taps)).ravel()
        for axis, (out, taps) in enumerate(zip(windows, call.kernel, strict=True))
    ]


def _copies(problem: Problem, position: Position) -> Problem:
    array = problem.input
    for axis, found in enumerate(_positions(problem, problem.output_size, position), 2):
        length = array.shape[axis]
        inside = (found >= 0) & (found < length)
        boundary = problem.boundary
        array = np.take(array, BOUNDARIES["edge" if boundary == "zero" else boundary](found, length), axis)
        if boundary == "zero":
            np.moveaxis(array, axis, 0)[~inside] = 0
    return replace(problem, input=array, stride=problem.kernel, padding=0, dilation=1, boundary="zero")


def _added_up(array: Array, positions: Sequence[Array], size: Sequence[int]) -> Array:
    for axis, (found, length) in enumerate(zip(positions, size, strict=True), 2):
        inside = (found >= 0) & (found < length)
        sums = np.zeros((*array.shape[:axis], length, *array.shape[axis + 1 :]), array.dtype)
        np.add.at(np.moveaxis(sums, axis, 0), found[inside], np.moveaxis(array, axis, 0)[inside])
        array = sums
    return array
