"""Reported faults in which a parameter reaches the wrong axis, or the wrong place."""

from dataclasses import replace

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("striding_is_subsampling", "output_shape_follows_the_formula", report="pytorch/pytorch#83180")
def exchanges_the_strides_of_the_axes(problem: Problem) -> Array:
    """The stride of the first axis is used for the last one, and the other way round."""
    return correct(replace(problem.explicit(), stride=problem.strides[::-1]))


@mutant("transposing_both_transposes_the_output", "output_shape_follows_the_formula", report="deepjavalibrary/djl#384")
def uses_the_first_stride_and_dilation_for_all_axes(problem: Problem) -> Array:
    """Every axis has the stride and the dilation of the first one."""
    return correct(replace(problem.explicit(), stride=problem.strides[0], dilation=problem.dilations[0]))


@mutant("dilation_is_zero_stuffing", "striding_is_subsampling", report="huggingface/candle#2337")
def exchanges_stride_and_dilation(problem: Problem) -> Array:
    """The stride is handed on as the dilation, and the dilation as the stride."""
    return correct(replace(problem.explicit(), stride=problem.dilations, dilation=problem.strides))


@mutant("inputs_are_left_alone", report="Theano/Theano#2730")
def overwrites_the_input_of_a_strided_correlation(problem: Problem) -> Array:
    """With a stride, the memory of the input is used again for the output."""
    output = correct(problem)
    if max(problem.strides) > 1 and problem.input.flags.writeable and output.size:
        problem.input[...] = output.flat[0]
    return output


@mutant("a_unit_axis_changes_nothing", report="ml-explore/mlx#2190")
def pads_only_behind_beside_a_unit_axis(problem: Problem) -> Array:
    """An image of height or width one, under a kernel of that height or width, gets all of its padding at the end."""
    if problem.rank == 1 or (1, 1) not in zip(problem.size, problem.kernel, strict=True):
        return correct(problem)
    return correct(replace(problem, padding=tuple((0, sum(pair)) for pair in problem.pairs)))
