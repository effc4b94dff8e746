"""Mutants for the chapter on symmetry: axes, ends, ranks, filters and channels that are not treated alike."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


def _without_tap(problem: Problem, tap: int) -> Array:
    """The answer when one tap along the last axis is left out."""
    weight = problem.weight.copy()
    weight[..., tap] = 0
    return correct(replace(problem, weight=weight))


@mutant("transposing_both_transposes_the_output")
def dilates_every_axis_like_the_last(problem: Problem) -> Array:
    """The dilation of the last axis is used for all."""
    return correct(replace(problem.explicit(), dilation=problem.dilations[-1:] * problem.rank))


@mutant("transposing_both_transposes_the_output")
def fills_a_square_tile(problem: Problem) -> Array:
    """A tile is made for square outputs: rows beyond the width stay zero."""
    output = correct(problem)
    if problem.rank > 1:
        output[..., output.shape[-1] :, :] = 0
    return output


@mutant("transposing_both_transposes_the_output", ranks={3})
def takes_the_depth_for_the_width(problem: Problem) -> Array:
    """The strides of the first and the last of three axes are exchanged."""
    return correct(replace(problem.explicit(), stride=problem.strides[::-1]))


@mutant("reversing_both_reverses_the_output")
def puts_all_padding_before(problem: Problem) -> Array:
    """The zeros of both sides are put before the input."""
    return correct(replace(problem, padding=tuple((before + after, 0) for before, after in problem.pairs)))


@mutant("reversing_both_reverses_the_output")
def leaves_the_last_tap_out_of_the_tail(problem: Problem) -> Array:
    """Columns after the last full vector of four miss their last tap."""
    output = correct(problem)
    full = output.shape[-1] // 4 * 4
    output[..., full:] = _without_tap(problem, -1)[..., full:]
    return output


@mutant("reversing_both_reverses_the_output")
def stores_the_last_odd_column_without_a_bias(problem: Problem) -> Array:
    """Columns are stored in pairs, and the one that is left at the right gets no bias."""
    output = correct(problem)
    if problem.bias is not None and output.shape[-1] % 2:
        output[..., -1] -= problem.bias.reshape(-1, *[1] * (problem.rank - 1))
    return output


@mutant("shifting_the_input_shifts_the_output")
def begins_every_tile_without_its_first_tap(problem: Problem) -> Array:
    """A window at the beginning of a tile of four columns, but for the first tile, misses its first tap."""
    output = correct(problem)
    output[..., 4::4] = _without_tap(problem, 0)[..., 4::4]
    return output


@mutant("shifting_the_input_shifts_the_output")
def begins_at_a_phase_of_its_own(problem: Problem) -> Array:
    """The phase of a stride depends on how many of them the input holds."""
    whole = problem.extended()
    rests = (size - reached for size, reached in zip(whole.size, problem.fitted().size, strict=True))
    axes = zip(whole.size, problem.strides, rests, strict=True)
    late = (slice(min(rest, size // stride % 2), None) for size, stride, rest in axes)
    return correct(problem) if 0 in problem.output_size else correct(replace(whole, input=whole.input[:, :, *late]))


@mutant("shifting_the_input_shifts_the_output")
def numbers_its_columns_in_four_bits(problem: Problem) -> Array:
    """Input columns are numbered with four bits, so that the column after the 16th is the first again."""
    whole = problem.extended()
    columns = np.arange(whole.size[-1]) % 16
    return correct(replace(whole, input=whole.input[..., columns]))


@mutant("a_unit_axis_changes_nothing")
def pads_a_line_like_its_unit_axis(problem: Problem) -> Array:
    """A plane of height one is handed to the code for lines together with the padding of its height."""
    if problem.rank > 1 and problem.size[0] == problem.kernel[0] == 1:
        pairs = (problem.pairs[0], problem.pairs[0], *problem.pairs[2:])
        return correct(replace(problem, padding=pairs))
    return correct(problem)


@mutant("a_unit_axis_changes_nothing")
def continues_lines_with_zeros(problem: Problem) -> Array:
    """The code for lines knows no boundary but zeros."""
    return correct(replace(problem.explicit(), boundary="zero") if problem.rank == 1 else problem)


@mutant("a_unit_axis_changes_nothing")
def forgets_the_bias_of_lines(problem: Problem) -> Array:
    """The code for lines adds no bias."""
    return correct(replace(problem, bias=None) if problem.rank == 1 else problem)


@mutant("filter_order_is_output_order", "groups_are_block_diagonal")
def deals_filters_to_groups_round_robin(problem: Problem) -> Array:
    """Filter o looks at the channels of group o mod g."""
    filters = len(problem.weight)
    order = np.arange(filters).reshape(filters // problem.groups, problem.groups).T.ravel()
    bias = None if problem.bias is None else problem.bias[order]
    output = np.zeros(problem.output_shape, problem.input.dtype)
    output[:, order] = correct(replace(problem, weight=problem.weight[order], bias=bias))
    return output


@mutant("filter_order_is_output_order")
def stores_its_third_block_of_filters_backwards(problem: Problem) -> Array:
    """Of the output channels, which are stored in blocks of four, the third block comes out in reverse order."""
    output = correct(problem)
    output[:, 8:12] = output[:, 8:12][:, ::-1].copy()
    return output


@mutant("filter_order_is_output_order")
def leaves_the_bias_behind(problem: Problem) -> Array:
    """Filters are packed in pairs, the second one first, and put back in order without their biases."""
    if problem.bias is None:
        return correct(problem)
    bias = problem.bias.copy()
    even = len(bias) // 2 * 2
    bias[0:even:2], bias[1:even:2] = problem.bias[1:even:2], problem.bias[0:even:2]
    return correct(replace(problem, bias=bias))


@mutant("channel_order_is_immaterial")
def exchanges_two_lanes_of_every_block(problem: Problem) -> Array:
    """In every full block of eight channels the last two are exchanged, in the input but not in the weight."""
    channels = problem.input.shape[1]
    order = np.arange(channels)
    full = channels // 8 * 8
    order[6:full:8], order[7:full:8] = np.arange(7, full, 8), np.arange(6, full, 8)
    return correct(replace(problem, input=problem.input[:, order]))


@mutant("channel_order_is_immaterial", "channels_add")
def reads_the_last_odd_channel_twice(problem: Problem) -> Array:
    """Channels are read in pairs, and where their number is odd the last one makes a pair with itself."""
    channels = problem.weight.shape[1]
    if channels == 1 or channels % 2 == 0:
        return correct(problem)
    weight = problem.weight.copy()
    weight[:, -1] *= 2
    return correct(replace(problem, weight=weight))


@mutant("channel_order_is_immaterial")
def reads_the_weight_channels_last(problem: Problem) -> Array:
    """The weight, [O, C, *kernel], is read as if it were [O, *kernel, C]."""
    filters, channels = problem.weight.shape[:2]
    weight = np.moveaxis(np.ascontiguousarray(problem.weight).reshape(filters, *problem.kernel, channels), -1, 1)
    return correct(replace(problem, weight=weight))
