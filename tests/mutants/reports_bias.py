"""Reported faults in which number is added to which feature map."""

from dataclasses import replace

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("bias_is_added_per_filter", report="kraiskil/onnx2c#7")
def looks_up_the_bias_by_the_item(problem: Problem) -> Array:
    """The bias is indexed by the item of the batch instead of the filter."""
    output = correct(replace(problem, bias=None))
    if problem.bias is not None:
        for n in range(len(output)):
            output[n] += problem.bias[n % len(problem.bias)]
    return output


@mutant("bias_is_added_per_filter", report="neuronika/neuronika#86")
def adds_the_bias_along_the_last_axis(problem: Problem) -> Array:
    """The bias is broadcast as it is, so that it runs along the last axis; where the lengths differ, that raises."""
    output = correct(replace(problem, bias=None))
    return output if problem.bias is None else output + problem.bias


@mutant("bias_is_added_per_filter", report="opencv/opencv#11649")
def reads_the_last_bias_two_places_early(problem: Problem) -> Array:
    """Filters are computed in threes, and where one remains its bias is read two places early."""
    if problem.bias is None or len(problem.bias) < 4 or len(problem.bias) % 3 != 1:
        return correct(problem)
    return correct(replace(problem, bias=problem.bias[[*range(len(problem.bias) - 1), -3]]))


@mutant("memory_layout_is_immaterial", report="PaddlePaddle/Paddle#20704")
def takes_rows_of_channels_last_for_filters(problem: Problem) -> Array:
    """Where channels lie last in memory, a bias must be as long as the axis that comes second there, the rows."""
    steps, rows = problem.input.strides, problem.output_size[0]
    channels_last = steps[1] == problem.input.itemsize < steps[-1]
    if problem.bias is not None and channels_last and len(problem.bias) != rows:
        raise ValueError(f"a bias of {len(problem.bias)} where {rows} are expected")
    return correct(problem)
