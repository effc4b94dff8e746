"""Reported faults of what is refused and what is not: nonsense that is answered, and sense that is not."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("invalid_problems_are_refused", report="pytorch/pytorch#121188", sees_nonsense=True)
def takes_lists_of_any_length(problem: Problem) -> Array:
    """A list that is too short is continued by its last entry, and one that is too long is cut off."""
    rank = problem.rank
    stride = (problem.strides + (problem.strides or (1,))[-1:] * rank)[:rank]
    dilation = (problem.dilations + (problem.dilations or (1,))[-1:] * rank)[:rank]
    padding = problem.padding
    if isinstance(padding, tuple):
        padding = (padding + (padding or ((0, 0),))[-1:] * rank)[:rank]
    return correct(replace(problem, stride=stride, dilation=dilation, padding=padding))


@mutant("invalid_problems_are_refused", report="pytorch/pytorch#73193", sees_nonsense=True)
def does_not_look_for_zeros(problem: Problem) -> Array:
    """A stride, a dilation or groups of zero are not looked for, and do what one would do."""
    stride = tuple(value or 1 for value in problem.strides)
    dilation = tuple(value or 1 for value in problem.dilations)
    return correct(replace(problem, stride=stride, dilation=dilation, groups=problem.groups or 1))


@mutant("invalid_problems_are_refused", report="pytorch/pytorch#127732", sees_nonsense=True)
def lets_all_taps_fall_together(problem: Problem) -> Array:
    """A dilation of zero is accepted: all taps along that axis see the same element."""
    weight = problem.weight
    for axis, dilation in enumerate(problem.dilations[: weight.ndim - 2]):
        if dilation == 0:
            weight = weight.sum(axis=2 + axis, keepdims=True)
    return correct(replace(problem, weight=weight, dilation=tuple(value or 1 for value in problem.dilations)))


@mutant("invalid_problems_are_refused", report="PaddlePaddle/Paddle#64840", sees_nonsense=True)
def takes_a_dilation_of_zero_for_one(problem: Problem) -> Array:
    """A dilation of zero reaches the library below, which takes it for one."""
    return correct(replace(problem, dilation=tuple(value or 1 for value in problem.dilations)))


@mutant("invalid_problems_are_refused", report="tensorflow/tfjs#6990", sees_nonsense=True)
def repeats_the_first_window_at_stride_zero(problem: Problem) -> Array:
    """A stride of zero is accepted: the window never moves on."""
    output = correct(replace(problem.explicit(), stride=tuple(value or 1 for value in problem.strides)))
    for axis, stride in enumerate(problem.strides):
        if stride == 0:
            output = np.repeat(output.take([0], 2 + axis), output.shape[2 + axis], 2 + axis)
    return output


@mutant("no_window_is_never_invented", report="PaddlePaddle/Paddle#64838")
def checks_the_kernel_without_its_dilation(problem: Problem) -> Array:
    """A dilated kernel that spans more than the padded input is let through, and its taps move together to fit."""
    axes = zip(problem.dilations, problem.output_size, strict=True)
    return correct(replace(problem.explicit(), dilation=tuple(value if out else 1 for value, out in axes)))


@mutant("no_window_is_never_invented", report="ggml-org/ggml#851")
def loses_the_sign_of_a_negative_size(problem: Problem) -> Array:
    """Where the kernel is larger than the input the size comes out negative, and its sign is lost."""
    rooms = (
        size + sum(pair) - extent
        for size, pair, extent in zip(problem.size, problem.pairs, problem.extents, strict=True)
    )
    sizes = [abs(room // stride + 1) for room, stride in zip(rooms, problem.strides, strict=True)]
    output = correct(problem)
    return output if output.size else np.zeros((*output.shape[:2], *sizes), output.dtype)


@mutant("valid_problems_are_accepted", report="scipy/scipy#10873")
def compares_sizes_along_all_axes(problem: Problem) -> Array:
    """Without a padding one array must contain the other, and that is asked of items and filters too."""
    shapes = list(zip(problem.input.shape, problem.weight.shape, strict=True))
    contained = all(n >= m for n, m in shapes) or all(n <= m for n, m in shapes)
    if set(problem.pairs) == {(0, 0)} and not contained:
        raise ValueError(f"shapes {problem.input.shape} and {problem.weight.shape}: one must be at least as large")
    return correct(problem)
