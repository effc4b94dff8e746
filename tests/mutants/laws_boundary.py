"""Mutants for the chapter on boundaries: continuations of another kind, at one end, or too short."""

from dataclasses import replace

import numpy as np

from spec import Problem
from spec.definition.boundary import BOUNDARIES, extend, fold

from ._mutant import Array, correct, correct_gradients, mutant


@mutant("boundary_is_explicit_extension")
def repeats_the_outermost_element_when_it_reflects(problem: Problem) -> Array:
    """The two kinds of reflection are taken for each other."""
    other = {"reflect": "symmetric", "symmetric": "reflect"}
    return correct(replace(problem.explicit(), boundary=other.get(problem.boundary, problem.boundary)))


@mutant("boundary_is_explicit_extension")
def continues_with_half_of_the_padding_on_each_side(problem: Problem) -> Array:
    """Half of the padding comes before the input and half after it, for every boundary but zeros."""
    if problem.boundary == "zero":
        return correct(problem)
    return correct(
        replace(problem, padding=tuple((sum(pair) // 2, sum(pair) - sum(pair) // 2) for pair in problem.pairs))
    )


@mutant("boundary_is_explicit_extension")
def wraps_around_with_zeros(problem: Problem) -> Array:
    """The boundary `wrap` falls back to zeros."""
    return correct(replace(problem.explicit(), boundary="zero") if problem.boundary == "wrap" else problem)


@mutant("boundary_is_explicit_extension")
def continues_only_once(problem: Problem) -> Array:
    """A continuation that is longer than the input ends in zeros."""
    once = tuple((min(b, size), min(a, size)) for (b, a), size in zip(problem.pairs, problem.size, strict=True))
    rest = tuple((b - ob, a - oa) for (b, a), (ob, oa) in zip(problem.pairs, once, strict=True))
    return correct(replace(problem, input=extend(problem.input, once, problem.boundary), padding=rest, boundary="zero"))


@mutant("a_constant_input_gives_a_constant_output", "boundary_is_explicit_extension")
def reflects_a_single_element_into_zeros(problem: Problem) -> Array:
    """To reflect an axis of one element goes round in a period of none, and leaves zeros there."""
    if problem.boundary != "reflect":
        return correct(problem)
    alone = tuple(pair if length == 1 else (0, 0) for pair, length in zip(problem.pairs, problem.size, strict=True))
    others = tuple((0, 0) if length == 1 else pair for pair, length in zip(problem.pairs, problem.size, strict=True))
    return correct(replace(problem, input=extend(problem.input, alone), padding=others))


@mutant("rolling_the_input_rolls_the_output")
def wraps_round_in_front_alone(problem: Problem) -> Array:
    """The boundary `wrap` continues the input in front, and behind it there are zeros."""
    if problem.boundary != "wrap":
        return correct(problem)
    front = extend(problem.input, tuple((before, 0) for before, _ in problem.pairs), "wrap")
    return correct(
        replace(problem, input=front, padding=tuple((0, after) for _, after in problem.pairs), boundary="zero")
    )


@mutant("gradients_add_over_the_copies", of="gradients")
def cuts_off_what_flows_beyond_the_ends(problem: Problem, cotangent: Array) -> tuple[Array, ...]:
    """What flows beyond the ends of the input is cut off, whatever boundary continued it."""
    longer, d_weight, d_bias = correct_gradients(problem.extended(), cotangent)
    return fold(longer, problem.pairs), d_weight, d_bias


@mutant("gradients_add_over_the_copies", of="gradients")
def goes_back_as_if_zeros_continued_the_input(problem: Problem, cotangent: Array) -> tuple[Array, ...]:
    """The way there continues the input as it is told, and the way back as if zeros did."""
    return correct_gradients(replace(problem, boundary="zero"), cotangent)


@mutant("gradients_add_over_the_copies", of="gradients")
def keeps_what_flows_to_the_last_copy(problem: Problem, cotangent: Array) -> tuple[Array, ...]:
    """Of what flows to the copies of an element the last is kept, where they should be added up."""
    longer, d_weight, d_bias = correct_gradients(problem.extended(), cotangent)
    for axis, (before, after) in enumerate(problem.pairs, 2):
        length = longer.shape[axis] - before - after
        moved = np.moveaxis(longer, axis, 0)
        kept = moved[before : before + length].copy()
        if problem.boundary != "zero":
            kept[BOUNDARIES[problem.boundary](np.arange(-before, length + after), length)] = moved
        longer = np.moveaxis(kept, 0, axis)
    return longer, d_weight, d_bias
