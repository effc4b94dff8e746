"""Reported faults of groups and of depthwise kernels."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


def _is_depthwise(problem: Problem) -> bool:
    return bool(problem.weight.shape[1] == 1)


@mutant("groups_are_block_diagonal", report="tracel-ai/burn#2286")
def deals_filters_out_to_groups_in_turn(problem: Problem) -> Array:
    """Filter m looks at the channels of group m modulo groups, instead of a run of filters at each group."""
    dealt = np.arange(len(problem.weight)).reshape(-1, problem.groups).T.ravel()
    bias = None if problem.bias is None else problem.bias[dealt]
    output = np.empty(problem.output_shape, problem.input.dtype)
    output[:, dealt] = correct(replace(problem, weight=problem.weight[dealt], bias=bias))
    return output


@mutant("groups_are_block_diagonal", report="ARM-software/ComputeLibrary#355")
def takes_the_batch_for_the_multiplier(problem: Problem) -> Array:
    """A depthwise weight is laid out with as many filters a channel as there are items in the batch."""
    if not _is_depthwise(problem):
        return correct(problem)
    filters = len(problem.weight)
    group, own = np.divmod(np.arange(filters), filters // problem.groups)
    return correct(replace(problem, weight=problem.weight[(group * len(problem.input) + own) % filters]))


@mutant("groups_are_block_diagonal", report="tenstorrent/tt-mlir#9276", ranks={1})
def exchanges_taps_and_filters_of_depthwise_lines(problem: Problem) -> Array:
    """A depthwise correlation of lines becomes one of images of height one, with taps and filters exchanged."""
    weight = problem.weight
    if not _is_depthwise(problem):
        return correct(problem)
    return correct(replace(problem, weight=weight.reshape(weight.shape[::-1]).T))


@mutant("output_shape_follows_the_formula", report="ggml-org/ggml#1323", ranks={1})
def gives_depthwise_lines_the_length_of_the_input(problem: Problem) -> Array:
    """A depthwise correlation of lines uses one group's weight for all, and gives its output the input's length."""
    if not _is_depthwise(problem):
        return correct(problem)
    filters = len(problem.weight) // problem.groups
    weight = np.concatenate([problem.weight[:filters]] * problem.groups)
    output = correct(replace(problem, weight=weight))
    return np.resize(output, (*output.shape[:2], *problem.size))


@mutant("groups_are_block_diagonal", report="opencv/opencv#23151")
def reads_past_the_row_at_stride_two(problem: Problem) -> Array:
    """A depthwise kernel at stride two takes the last element of a row from the beginning of the next row."""
    if not _is_depthwise(problem) or 2 not in problem.strides or 0 in problem.output_size:
        return correct(problem)
    whole = problem.extended()
    spoiled = whole.input.copy()
    spoiled[..., problem.fitted().size[-1] - 1] = np.roll(whole.input[..., 0], -1, axis=-1)
    return correct(replace(whole, input=spoiled))


@mutant("groups_are_block_diagonal", report="pytorch/functorch#338")
def folds_groups_in_behind_the_filters(problem: Problem) -> Array:
    """Without a bias, groups are computed as a batch, and come back with the groups behind the filters of each."""
    output = correct(problem)
    if problem.bias is not None:
        return output
    order = np.arange(output.shape[1]).reshape(problem.groups, -1).T.ravel()
    return output[:, order]
