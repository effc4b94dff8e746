"""Mutants for the chapter on channels: items that mix, tails of blocks that are left out, and biases of others."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


def _with_bias(problem: Problem, bias: Array) -> Array:
    """The answer with `bias`, which broadcasts to the output, in place of the problem's own."""
    return correct(replace(problem, bias=None)) + bias


@mutant("batch_items_are_independent")
def mixes_items_and_filters(problem: Problem) -> Array:
    """The output is computed filter by filter and reshaped, not transposed, to items first."""
    output = correct(problem)
    return np.ascontiguousarray(output.swapaxes(0, 1)).reshape(output.shape)


@mutant("batch_items_are_independent")
def leaves_the_third_item_at_zero(problem: Problem) -> Array:
    """Items are worked on in pairs, and what remains of a batch of three or five is left at zero."""
    output = correct(problem)
    if len(output) > 1 and len(output) % 2:
        output[-1] = 0
    return output


@mutant("agrees_with_the_definition")
def leaves_the_corner_of_items_and_filters_at_zero(problem: Problem) -> Array:
    """Blocks hold two items and four filters; what is left over in both directions is never made."""
    output = correct(problem)
    items, filters = output.shape[:2]
    if items > 1 and filters > 4:
        output[items // 2 * 2 :, filters // 4 * 4 :] = 0
    return output


@mutant("batch_items_are_independent")
def batches_choose_another_algorithm(problem: Problem) -> Array:
    """A batch of two or more takes an algorithm that is off by one for kernels of three columns."""
    output = correct(problem)
    return output + (output != 0).astype(output.dtype) if len(output) > 1 and problem.kernel[-1] == 3 else output


@mutant("channels_add")
def leaves_out_the_tail_of_four_channels(problem: Problem) -> Array:
    """Channels are added four at a time, and those after the last full four are left out."""
    channels = problem.weight.shape[1]
    if channels < 4:
        return correct(problem)
    weight = problem.weight.copy()
    weight[:, channels // 4 * 4 :] = 0
    return correct(replace(problem, weight=weight))


@mutant("channels_add")
def sums_its_alignment_padding(problem: Problem) -> Array:
    """An odd channel is filled up to a pair with ones, which are summed in."""
    output = correct(problem)
    return output + np.ones((), output.dtype) if problem.weight.shape[1] % 2 else output


@mutant("channels_add", dtypes={"float64"})
def takes_the_mean_over_channels(problem: Problem) -> Array:
    """Channels are averaged, not added."""
    return correct(replace(problem, weight=problem.weight / problem.weight.shape[1]))


@mutant("filters_stack")
def leaves_out_the_tail_of_four_filters(problem: Problem) -> Array:
    """Filters of a group are made four at a time, and those after the last full four stay at their bias."""
    each = len(problem.weight) // problem.groups
    if each < 4:
        return correct(problem)
    weight = problem.weight.copy()
    weight[np.arange(len(weight)) % each >= each // 4 * 4] = 0
    return correct(replace(problem, weight=weight))


@mutant("filters_stack", "bias_is_added_per_filter")
def reads_the_bias_of_its_neighbour(problem: Problem) -> Array:
    """The last filter is given the bias of the one before it."""
    if problem.bias is None or len(problem.bias) < 2:
        return correct(problem)
    bias = problem.bias.copy()
    bias[-1] = bias[-2]
    return correct(replace(problem, bias=bias))


@mutant("groups_are_block_diagonal")
def uses_the_weights_of_the_first_group_for_all(problem: Problem) -> Array:
    """Every group is correlated with the filters of the first."""
    each = len(problem.weight) // problem.groups
    return correct(replace(problem, weight=np.concatenate([problem.weight[:each]] * problem.groups)))


@mutant("groups_are_block_diagonal")
def deals_channels_to_groups_round_robin(problem: Problem) -> Array:
    """Group o takes every g-th channel, from channel o on, and not a block of them."""
    order = np.arange(problem.input.shape[1]).reshape(-1, problem.groups).T.ravel()
    return correct(replace(problem, input=problem.input[:, order]))


@mutant("groups_are_block_diagonal")
def takes_the_multiplier_from_the_channels(problem: Problem) -> Array:
    """Depthwise filters are stored multiplier first: filter o looks at channel o mod C."""
    if problem.groups == 1 or problem.weight.shape[1] > 1:
        return correct(problem)
    seen = np.arange(len(problem.weight)) % problem.groups
    return correct(replace(problem, input=problem.input[:, seen], groups=len(problem.weight)))


@mutant("depthwise_then_pointwise_is_dense")
def convolves_every_channel_by_itself(problem: Problem) -> Array:
    """A depthwise layer is left to a filter for images, which reverses the kernel."""
    depthwise = problem.groups == problem.input.shape[1] == len(problem.weight) > 1
    return correct(problem.with_kernel_reversed() if depthwise else problem)


@mutant("bias_is_added_per_filter")
def adds_the_bias_of_the_item(problem: Problem) -> Array:
    """The bias is indexed by the item."""
    if problem.bias is None:
        return correct(problem)
    items = np.resize(problem.bias, len(problem.input))
    return _with_bias(problem, items.reshape(-1, 1, *[1] * problem.rank))


@mutant("bias_is_added_per_filter", "agrees_with_the_definition")
def adds_the_bias_of_the_column(problem: Problem) -> Array:
    """Where there are as many columns as filters, the bias is broadcast along the columns."""
    if problem.bias is None or problem.output_size[-1] != len(problem.bias):
        return correct(problem)
    return _with_bias(problem, problem.bias)


@mutant("bias_is_added_per_filter")
def adds_the_bias_of_the_first_group(problem: Problem) -> Array:
    """The bias of the first group is used for all."""
    if problem.bias is None:
        return correct(problem)
    return correct(
        replace(problem, bias=np.resize(problem.bias[: len(problem.bias) // problem.groups], problem.bias.shape))
    )


@mutant("bias_is_added_per_filter")
def adds_the_bias_at_every_tap(problem: Problem) -> Array:
    """The bias is added in the loop over taps."""
    if problem.bias is None:
        return correct(problem)
    return correct(replace(problem, bias=problem.bias * int(np.prod(problem.kernel))))


@mutant("bias_is_added_per_filter")
def adds_the_bias_twice(problem: Problem) -> Array:
    """The bias is what the sum starts from, and is added to it at the end."""
    return correct(problem if problem.bias is None else replace(problem, bias=2 * problem.bias))
