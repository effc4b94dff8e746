"""Every parameter of the position that is read, wrong in every way; and windows and taps counted from elsewhere.

The output has the shape that it should have.
"""

from collections.abc import Callable

from spec import Problem

from ._mutant import Array, enter
from ._positions import POSITIONS, Position, correlate_at


def reading(position: Position) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        return correlate_at(problem, position)

    return correlate


for how, position in POSITIONS.items():
    fault = f"The input is read {how.replace('_', ' ')}."
    enter(f"reads_{how}", fault, reading(position), "a_single_tap_shifts_the_input")
