"""Reported faults of padding, and of what continues the input."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("boundary_is_explicit_extension", report="pytorch/pytorch#20981")
def wraps_half_of_the_padding_around(problem: Problem) -> Array:
    """A circular padding is halved first, so that both sides together get what each should get."""
    if problem.boundary != "wrap":
        return correct(problem)
    return correct(replace(problem, padding=tuple(((before + 1) // 2, after // 2) for before, after in problem.pairs)))


@mutant("boundary_is_explicit_extension", report="pytorch/pytorch#29712")
def ignores_a_circular_padding(problem: Problem) -> Array:
    """A circular padding is not applied at all."""
    return correct(replace(problem, padding=0) if problem.boundary == "wrap" else problem)


@mutant("boundary_is_explicit_extension", "agrees_with_the_definition", report="scipy/scipy#11661")
def reflects_a_single_element_into_other_memory(problem: Problem) -> Array:
    """An axis of one element has nothing to reflect, and what lies beside the array in memory is read instead."""
    if problem.boundary != "reflect" or 1 not in problem.size:
        return correct(problem)
    extended, alone = problem.input, problem.input
    for axis, pair in enumerate(problem.pairs):
        along = [(0, 0)] * (2 + axis) + [pair] + [(0, 0)] * (problem.rank - 1 - axis)
        extended = np.pad(extended, along, mode="reflect")
        beside = np.pad(np.zeros(alone.shape, bool), along, constant_values=problem.size[axis] == 1)
        alone = np.pad(alone, along)
        extended[beside] = 77
    return correct(replace(problem.explicit(), input=extended, padding=0, boundary="zero"))


@mutant("boundary_is_explicit_extension", report="opencv/opencv#10683")
def continues_by_zeros_under_large_kernels(problem: Problem) -> Array:
    """A kernel of more than three taps takes another path, which knows no continuation but zeros."""
    return correct(replace(problem, boundary="zero") if max(problem.kernel) > 3 else problem)


@mutant("padding_is_explicit_zeros", report="ROCm/MIOpen#142")
def runs_symmetric_kernels_on_asymmetric_padding(problem: Problem) -> Array:
    """A kernel that knows one padding for both sides is given the larger one of the two."""
    larger = replace(problem, padding=tuple((max(pair),) * 2 for pair in problem.pairs))
    return correct(larger)[tuple(map(slice, problem.output_shape))]


@mutant("boundary_is_explicit_extension", "agrees_with_the_definition", report="scipy/scipy#8684")
def wraps_around_once(problem: Problem) -> Array:
    """A circular padding goes round the input once, and beyond that other memory is read."""
    if problem.boundary != "wrap":
        return correct(problem)
    extended = problem.input
    for axis, ((before, after), n) in enumerate(zip(problem.pairs, problem.size, strict=True), 2):
        index = np.arange(-before, n + after)
        beside = (index < -n) | (index >= 2 * n)
        extended = extended.take(index % n, axis)
        np.moveaxis(extended, axis, 0)[beside] = 77
    return correct(replace(problem, input=extended, padding=0, boundary="zero"))
