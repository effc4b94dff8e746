"""Every boundary taken for every other one, and the padding of every side wrong in every way."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

from spec import Problem
from spec.definition.boundary import BOUNDARIES
from spec.definition.geometry import Pair

from ._mutant import Array, correct, enter

SIDES: dict[str, Callable[[Pair], Pair]] = {
    "ignores_the_padding_before": lambda pair: (0, pair[1]),
    "ignores_the_padding_behind": lambda pair: (pair[0], 0),
    "pads_both_sides_as_before": lambda pair: (pair[0], pair[0]),
    "pads_both_sides_as_behind": lambda pair: (pair[1], pair[1]),
    "pads_one_more_before": lambda pair: (pair[0] + 1, pair[1]),
    "pads_one_more_behind": lambda pair: (pair[0], pair[1] + 1),
    "pads_one_less_before": lambda pair: (max(0, pair[0] - 1), pair[1]),
    "pads_one_less_behind": lambda pair: (pair[0], max(0, pair[1] - 1)),
    "doubles_the_padding": lambda pair: (2 * pair[0], 2 * pair[1]),
    "halves_the_padding": lambda pair: (pair[0] // 2, pair[1] // 2),
    "pads_before_for_both_sides": lambda pair: (sum(pair), 0),
    "pads_behind_for_both_sides": lambda pair: (0, sum(pair)),
}


def padding(sides: Callable[[Pair], Pair]) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        return correct(replace(problem, padding=tuple(map(sides, problem.pairs))))

    return correlate


def confusing(boundary: str, other: str) -> Callable[[Problem], Array]:
    def correlate(problem: Problem) -> Array:
        return correct(replace(problem.explicit(), boundary=other) if problem.boundary == boundary else problem)

    return correlate


for name, sides in SIDES.items():
    sentence = f"{name.replace('_', ' ').capitalize()}."
    resized = sum(sides((3, 5))) != 3 + 5
    law = "output_shape_follows_the_formula" if resized else "padding_is_explicit_zeros"
    enter(name, sentence, padding(sides), law)

for boundary, other in permutations(BOUNDARIES, 2):
    enter(
        f"takes_the_boundary_{boundary}_for_{other}",
        f"The boundary `{boundary}` is taken for `{other}`.",
        confusing(boundary, other),
        "padding_is_explicit_zeros" if boundary == "zero" else "boundary_is_explicit_extension",
    )
