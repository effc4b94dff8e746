"""Reported faults of the named paddings."""

from collections.abc import Callable
from dataclasses import replace

from spec import Problem, geometry

from ._mutant import Array, correct, mutant

SAME = ("same_upper", "same_lower")


def _with_rule(problem: Problem, rule: Callable[[int], tuple[int, int]]) -> Array:
    """The answer with the pairs that `rule` gives for every axis, cropped or not as it comes."""
    return correct(replace(problem, padding=tuple(map(rule, range(problem.rank)))))


def _cropped(output: Array, problem: Problem) -> Array:
    return output[tuple(map(slice, problem.output_shape))]


@mutant("named_paddings_resolve", report="scipy/scipy#1968", ranks={2}, batched=False, paddings={"valid", "full", "same_lower"})
def centres_even_kernels_one_element_late(problem: Problem) -> Array:
    """The odd zero of 'same' comes after the image instead of before it, so that even kernels are centred one late."""
    return correct(replace(problem, padding="same_upper") if problem.padding == "same_lower" else problem)


@mutant("named_paddings_have_their_size", report="scipy/scipy#11973", ranks={1}, batched=False)
def does_not_crop_a_line_of_one_element(problem: Problem) -> Array:
    """A line of a single element takes a shortcut, which leaves the full output where 'same' was asked for."""
    if problem.padding in SAME and problem.size == (1,):
        return correct(replace(problem, padding="full"))
    return correct(problem)


@mutant("named_paddings_resolve", report="keras-team/keras#13842", paddings={"valid", "same_upper"})
def puts_the_odd_zero_first_under_depthwise_kernels(problem: Problem) -> Array:
    """Under a depthwise kernel 'same' puts its odd zero before the image instead of after it."""
    if problem.groups == problem.input.shape[1] and problem.padding == "same_upper":
        return correct(replace(problem, padding="same_lower"))
    return correct(problem)


@mutant("named_paddings_resolve", report="mil-tokyo/webdnn#660")
def pads_strided_images_by_half_the_kernel(problem: Problem) -> Array:
    """With a stride, 'same' is half of the kernel on both sides, whatever the stride leaves over."""
    if problem.padding not in SAME or max(problem.strides) == 1:
        return correct(problem)
    return _with_rule(problem, lambda axis: (problem.extents[axis] // 2,) * 2)


@mutant("named_paddings_resolve", report="vtjeng/MIPVerify.jl#23")
def pads_the_same_on_both_sides(problem: Problem) -> Array:
    """'same' rounds its padding up to an even number and puts half of it on each side."""
    if problem.padding not in SAME:
        return correct(problem)
    return _cropped(_with_rule(problem, lambda axis: (-(-sum(problem.pairs[axis]) // 2),) * 2), problem)


@mutant("named_paddings_have_their_size", report="root-project/root#21737")
def totals_twice_half_the_kernel(problem: Problem) -> Array:
    """'same' adds twice half of the kernel, which is one too many where the kernel is even."""
    if problem.padding not in SAME or all(length % 2 for length in problem.kernel):
        return correct(problem)
    return _with_rule(problem, lambda axis: (problem.kernel[axis] // 2,) * 2)


@mutant("named_paddings_resolve", report="root-project/root#21737")
def exchanges_same_upper_and_same_lower(problem: Problem) -> Array:
    """The two kinds of 'same' are exchanged."""
    if problem.padding not in SAME:
        return correct(problem)
    return correct(replace(problem, padding=SAME[problem.padding == SAME[0]]))


@mutant("named_paddings_resolve", report="tinygrad/tinygrad#17805")
def reverses_the_kernel_but_not_the_dilation_of_same(problem: Problem) -> Array:
    """The padding of 'same' takes the kernel of one axis together with the dilation of the axis opposite."""
    if problem.padding not in SAME:
        return correct(problem)
    dilations = problem.dilations[::-1]
    return correct(
        replace(problem, padding=geometry.resolve(problem.padding, problem.size, problem.kernel, problem.strides, dilations))
    )


@mutant("named_paddings_resolve", report="tensorflow/tfjs#6629", paddings={"same_upper"})
def lets_the_padding_of_depthwise_lines_turn_negative(problem: Problem) -> Array:
    """'same' comes to less than nothing under one tap at stride two, and a depthwise kernel takes it as it is."""
    if problem.groups != problem.input.shape[1] or 1 not in problem.kernel:
        return correct(problem)
    negative = [
        (length, stride, size % 2) == (1, 2, 0)
        for length, stride, size in zip(problem.kernel, problem.strides, problem.size, strict=True)
    ]
    begin = tuple(slice(int(one), None) for one in negative)
    return correct(replace(problem.explicit(), input=problem.input[:, :, *begin]))


@mutant("named_paddings_have_their_size", report="pytorch/executorch#20558")
def forgets_the_odd_zero(problem: Problem) -> Array:
    """The one zero that 'same' has more on one side is not added at all."""
    if problem.padding not in SAME:
        return correct(problem)
    return _with_rule(problem, lambda axis: (sum(problem.pairs[axis]) // 2,) * 2)
