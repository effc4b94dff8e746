"""Reported faults of the named paddings."""

from collections.abc import Callable
from dataclasses import replace

from spec import Problem
from spec.definition import geometry

from ._mutant import Array, correct, mutant

SAME = ("same_upper", "same_lower")


def _with_rule(problem: Problem, rule: Callable[[int], tuple[int, int]]) -> Array:
    """The answer with the pairs that `rule` gives for every axis, cropped or not as it comes."""
    return correct(replace(problem, padding=tuple(map(rule, range(problem.rank)))))


def _is_depthwise(problem: Problem) -> bool:
    return bool(problem.weight.shape[1] == 1)


def _cropped(output: Array, problem: Problem) -> Array:
    return output[tuple(map(slice, problem.output_shape))]


@mutant(
    "named_paddings_resolve",
    report="scipy/scipy#1968",
    ranks={2},
    batched=False,
    paddings={"valid", "full", "same_lower"},
)
def centres_even_kernels_one_element_late(problem: Problem) -> Array:
    """The odd zero of 'same' comes after the image instead of before it, so that even kernels are centred one late."""
    return correct(replace(problem, padding="same_upper") if problem.padding == "same_lower" else problem)


@mutant(
    "named_paddings_have_their_size", "named_paddings_resolve", report="scipy/scipy#11973", ranks={1}, batched=False
)
def does_not_crop_a_line_of_one_element(problem: Problem) -> Array:
    """A line of a single element takes a shortcut, which leaves the full output where 'same' was asked for."""
    if problem.padding in SAME and problem.size == (1,):
        return correct(replace(problem, padding="full"))
    return correct(problem)


@mutant("named_paddings_resolve", report="keras-team/keras#13842", paddings={"valid", "same_upper"})
def puts_the_odd_zero_first_under_depthwise_kernels(problem: Problem) -> Array:
    """Under a depthwise kernel 'same' puts its odd zero before the image instead of after it."""
    return correct(
        replace(problem, padding="same_lower") if _is_depthwise(problem) and problem.padding in SAME else problem
    )


@mutant("named_paddings_resolve", report="mil-tokyo/webdnn#660")
def pads_strided_images_by_half_the_kernel(problem: Problem) -> Array:
    """With a stride, 'same' is half of the kernel on both sides, whatever the stride leaves over."""
    if problem.padding not in SAME or max(problem.strides) == 1:
        return correct(problem)
    return _with_rule(problem, lambda axis: (problem.extents[axis] // 2,) * 2)


@mutant("named_paddings_resolve", report="vtjeng/MIPVerify.jl#23", paddings={"valid", "same_upper"})
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
    axes = problem.size, problem.kernel, problem.strides, problem.dilations[::-1]
    return correct(replace(problem, padding=geometry.resolve(str(problem.padding), *axes)))


@mutant("named_paddings_resolve", report="tensorflow/tfjs#6629", paddings={"valid", "same_upper"})
def lets_the_padding_of_depthwise_kernels_turn_negative(problem: Problem) -> Array:
    """Where the stride is longer than the kernel 'same' can come to less than nothing, and begins inside the image."""
    if not _is_depthwise(problem) or problem.padding not in SAME:
        return correct(problem)
    axes = zip(problem.size, problem.extents, problem.strides, strict=True)
    surplus = [size - extent - (-(-size // stride) - 1) * stride for size, extent, stride in axes]
    begin = tuple(slice((max(0, rest) + 1) // 2, None) for rest in surplus)
    return correct(replace(problem.explicit(), input=problem.input[:, :, *begin]))


@mutant("named_paddings_have_their_size", report="pytorch/executorch#20558")
def forgets_the_odd_zero(problem: Problem) -> Array:
    """The one zero that 'same' has more on one side is not added at all."""
    if problem.padding not in SAME:
        return correct(problem)
    return _with_rule(problem, lambda axis: (sum(problem.pairs[axis]) // 2,) * 2)
