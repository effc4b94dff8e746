"""Reported faults of Winograd's algorithm, which is chosen for kernels of three taps an axis."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


def _is_chosen(problem: Problem) -> bool:
    return set(problem.kernel) == {3} and set(problem.strides + problem.dilations) == {1}


@mutant("padding_is_explicit_zeros", "agrees_with_the_definition", report="openvinotoolkit/openvino#33681")
def pads_winograd_tiles_with_the_edge(problem: Problem) -> Array:
    """The tiles of Winograd's algorithm are filled with the nearest elements where there should be zeros."""
    if _is_chosen(problem) and problem.boundary == "zero":
        return correct(replace(problem, boundary="edge"))
    return correct(problem)


@mutant("agrees_with_the_definition", report="Tencent/ncnn#1111")
def counts_winograd_tiles_by_the_height(problem: Problem) -> Array:
    """An image that is wider than it is high is only computed as far to the right as it reaches down."""
    output = correct(problem)
    if _is_chosen(problem) and problem.rank > 1:
        output[..., output.shape[2] :] = 0
    return output


@mutant("agrees_with_the_definition", report="apache/tvm#4260")
def always_pads_by_one_for_winograd(problem: Problem) -> Array:
    """Winograd's algorithm pads by one on every side, whatever padding was asked for."""
    return correct(replace(problem, padding=1) if _is_chosen(problem) else problem)


@mutant("agrees_with_the_definition", report="apache/tvm#4276")
def cuts_larger_kernels_down_to_three_taps(problem: Problem) -> Array:
    """Winograd's algorithm is chosen for larger kernels too, and transforms only their first three taps an axis."""
    if min(problem.kernel) <= 3 or set(problem.strides + problem.dilations) != {1}:
        return correct(problem)
    weight = problem.weight.copy()
    for axis in range(problem.rank):
        np.moveaxis(weight, 2 + axis, 0)[3:] = 0
    return correct(replace(problem, weight=weight))


@mutant("valid_problems_are_accepted", report="apache/tvm#7090")
def refuses_images_that_are_not_square(problem: Problem) -> Array:
    """The tiles for Winograd's algorithm are counted on the wrong axes, and do not fit an image that is no square."""
    if _is_chosen(problem) and len(set(problem.size)) > 1:
        raise ValueError(f"tiles for {problem.size[::-1]} do not fit an image of {problem.size}")
    return correct(problem)


@mutant("agrees_with_the_definition", report="apache/tvm#5363", dtypes={"int32", "int64"})
def truncates_the_halves_of_winograd(problem: Problem) -> Array:
    """The halves in Winograd's transformed kernel are cut off where the numbers are integers."""
    if not _is_chosen(problem):
        return correct(problem)
    # F(2, 3) halves sums of taps. What an odd sum loses is missing from the last tap of even windows, the first of odd.
    odd = problem.weight.sum(axis=-1) % 2
    output = np.empty(problem.output_shape, problem.input.dtype)
    for phase, tap in ((0, 2), (1, 0)):
        weight = problem.weight.copy()
        weight[..., tap] -= odd
        output[..., phase::2] = correct(replace(problem, weight=weight))[..., phase::2]
    return output
