"""Mutants for the chapter on gradients: ways back that do not fit the way there, means for sums, old gradients."""

from dataclasses import replace

import numpy as np

from spec import Problem, definition

from ._gradients import cut_at_the_wrong_end, without_dilation
from ._mutant import Array, Gradients, correct_gradients, mutant


@mutant("gradients_agree_with_the_definition", of="gradients")
def leaves_the_corner_of_filters_and_channels_at_zero(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient is made in blocks of four filters and two channels; what is left over in both is not."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    filters, channels = d_weight.shape[:2]
    if filters > 4 and channels > 2:
        d_weight[filters // 4 * 4 :, channels // 2 * 2 :] = 0
    return d_input, d_weight, d_bias


@mutant("gradients_agree_with_the_definition", "gradients_are_adjoint", of="gradients")
def goes_back_to_the_input_without_dilation(problem: Problem, cotangent: Array) -> Gradients:
    """The input's gradient is added where the taps would be if they lay next to each other."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    return without_dilation(problem, cotangent)[0], d_weight, d_bias


@mutant("gradients_agree_with_the_definition", "gradients_are_adjoint", of="gradients")
def gathers_the_weight_gradient_without_dilation(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient is gathered from where the taps would be if they lay next to each other."""
    d_input, _, d_bias = correct_gradients(problem, cotangent)
    return d_input, without_dilation(problem, cotangent)[1], d_bias


@mutant("gradients_agree_with_the_definition", "gradients_are_adjoint", of="gradients")
def cuts_the_padding_off_the_wrong_end(problem: Problem, cotangent: Array) -> Gradients:
    """As much is cut off the front of the padded input's gradient as was padded behind."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    return cut_at_the_wrong_end(problem, cotangent), d_weight, d_bias


@mutant("gradients_agree_with_the_definition", of="gradients")
def adds_up_whole_pairs_of_columns(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient adds windows up two columns at a time, and leaves an odd last one out."""
    d_input, _, d_bias = correct_gradients(problem, cotangent)
    columns = cotangent.shape[-1]
    even = cotangent.copy()
    if columns > 1:
        even[..., columns // 2 * 2 :] = 0
    return d_input, correct_gradients(problem, even)[1], d_bias


@mutant("gradients_agree_with_the_definition", of="gradients")
def rounds_the_cotangent_to_eight_bits(problem: Problem, cotangent: Array) -> Gradients:
    """What comes from above is kept in the eight bits that bfloat16 has for a mantissa."""
    mantissa, exponent = np.frexp(cotangent)
    return correct_gradients(problem, np.ldexp(np.round(mantissa * 2**8) / 2**8, exponent).astype(cotangent.dtype))


@mutant("gradients_agree_with_the_definition", of="gradients")
def puts_the_odd_zero_elsewhere_on_the_way_back(problem: Problem, cotangent: Array) -> Gradients:
    """The way there pads as `same_upper` says and the way back as `same_lower` does, or the other way round."""
    if problem.padding not in ("same_upper", "same_lower"):
        return correct_gradients(problem, cotangent)
    return correct_gradients(
        replace(problem, padding=tuple((after, before) for before, after in problem.pairs)), cotangent
    )


@mutant("gradients_agree_with_the_definition", of="gradients")
def reads_the_weight_of_a_group_in_the_transposed_order(problem: Problem, cotangent: Array) -> Gradients:
    """The way back hands the weight to a routine of the other layout, and groups with as many of both hide it."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    filters, channels = len(problem.weight) // problem.groups, problem.weight.shape[1]
    if filters == channels:
        blocks = problem.weight.reshape(problem.groups, filters, channels, *problem.kernel)
        exchanged = blocks.swapaxes(1, 2).reshape(problem.weight.shape)
        d_input = correct_gradients(replace(problem, weight=exchanged), cotangent)[0]
    return d_input, d_weight, d_bias


@mutant("gradients_are_adjoint", of="gradients")
def goes_back_by_the_kernel_as_it_stands(problem: Problem, cotangent: Array) -> Gradients:
    """The input's gradient is a full correlation with the kernel, which was to be reversed for it and is not."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    return correct_gradients(problem.with_kernel_reversed(), cotangent)[0], d_weight, d_bias


@mutant("gradients_are_adjoint", of="gradients")
def gives_the_kernel_the_gradient_of_a_convolution(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient comes reversed, as it would be right for a convolution."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, d_weight[:, :, *[slice(None, None, -1)] * problem.rank], d_bias


@mutant("gradients_are_adjoint", of="correlate")
def convolves_forwards_and_correlates_backwards(problem: Problem) -> Array:
    """The forward pass is a convolution, and the gradients are those of a correlation."""
    return definition.convolve(problem)


@mutant("the_weight_gradient_is_a_correlation", of="gradients")
def keeps_the_last_windows_over_the_cotangent(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient is what the cotangent sees of the input, and where a tail makes more, the last are kept."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    whole, axes = problem.extended(), zip(problem.strides, problem.output_size, problem.dilations, strict=True)
    spans = [(windows - 1) * stride + 1 for stride, windows, _ in axes]
    rests = [
        (n - span) // dilation * dilation - (extent - 1)
        for n, span, dilation, extent in zip(whole.size, spans, problem.dilations, problem.extents, strict=True)
    ]
    late = replace(whole, input=whole.input[:, :, *(slice(max(0, rest), None) for rest in rests)])
    return d_input, correct_gradients(late, cotangent)[1] if min(problem.output_size) else d_weight, d_bias


@mutant("padding_crops_the_input_gradient", of="gradients")
def adds_what_flowed_to_the_padding_to_the_border(problem: Problem, cotangent: Array) -> Gradients:
    """What flows back to the padding is not dropped, but added to the outermost elements, as `edge` would have it."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    d_input = correct_gradients(problem.extended(), cotangent)[0]
    for axis, ((before, _), n) in enumerate(zip(problem.pairs, problem.size, strict=True), 2):
        nearest = (np.arange(d_input.shape[axis]) - before).clip(0, n - 1)
        sums = np.zeros((*d_input.shape[:axis], n, *d_input.shape[axis + 1 :]), d_input.dtype)
        np.add.at(np.moveaxis(sums, axis, 0), nearest, np.moveaxis(d_input, axis, 0))
        d_input = sums
    return d_input, d_weight, d_bias


@mutant("gradients_have_their_arguments_shapes", of="gradients")
def gives_the_bias_gradient_an_axis_more(problem: Problem, cotangent: Array) -> Gradients:
    """The bias's gradient is a row, [1, O]."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, d_weight, d_bias[None]


@mutant("gradients_have_their_arguments_shapes", of="gradients")
def drops_the_only_channel_of_a_depthwise_gradient(problem: Problem, cotangent: Array) -> Gradients:
    """Where a filter has one channel, the gradient of the weight comes without this axis."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, d_weight[:, 0] if d_weight.shape[1] == 1 else d_weight, d_bias


@mutant("gradients_have_their_arguments_shapes", of="gradients")
def gives_the_gradient_of_the_padded_input(problem: Problem, cotangent: Array) -> Gradients:
    """The padding is not cut off the input's gradient."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    return correct_gradients(problem.extended(), cotangent)[0], d_weight, d_bias


@mutant("the_bias_gradient_sums_the_cotangent", of="gradients")
def averages_the_bias_gradient_over_the_windows(problem: Problem, cotangent: Array) -> Gradients:
    """The bias's gradient is the mean over the feature map, added up over the batch."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, d_weight, d_bias / int(np.prod(problem.output_size))


@mutant("the_bias_gradient_sums_the_cotangent", "gradients_agree_with_the_definition", of="gradients")
def sums_the_bias_gradient_over_the_filters(problem: Problem, cotangent: Array) -> Gradients:
    """The cotangent is added up over filters instead of items; where there are as many of both nothing else shows."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if len(cotangent) == len(d_bias):
        d_bias = cotangent.sum(axis=tuple(range(1, cotangent.ndim)))
    return d_input, d_weight, d_bias


@mutant("the_bias_gradient_sums_the_cotangent", of="gradients")
def sums_the_bias_gradient_by_fours(problem: Problem, cotangent: Array) -> Gradients:
    """A feature map is added up four elements at a time, and what remains after the last four is left out."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    windows = int(np.prod(problem.output_size))
    if windows >= 4:
        flat = cotangent.reshape(*cotangent.shape[:2], windows)
        d_bias = flat[..., : windows // 4 * 4].sum(axis=(0, 2))
    return d_input, d_weight, d_bias


def _reached(problem: Problem) -> tuple[slice, ...]:
    """The elements of the input up to the end of the last window."""
    axes = zip(problem.fitted().size, problem.pairs, problem.size, strict=True)
    return tuple(slice(min(max(0, length - before), n)) for length, (before, _), n in axes)


@mutant("dropped_input_has_zero_gradient", of="gradients")
def does_not_write_where_no_window_was(problem: Problem, cotangent: Array) -> Gradients:
    """Elements of the input's gradient that no window reaches keep what was in memory."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    written = np.full_like(d_input, 77, order="C")
    reached = _reached(problem)
    written[:, :, *reached] = d_input[:, :, *reached]
    return written, d_weight, d_bias


@mutant("dropped_input_has_zero_gradient", of="gradients")
def fills_the_input_gradient_up_in_front(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of what the windows reached is brought to the input's size by zeros in front, not behind."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    tails = [n - reached.stop for n, reached in zip(problem.size, _reached(problem), strict=True)]
    return np.roll(d_input, tails, tuple(range(2, d_input.ndim))), d_weight, d_bias


@mutant("dropped_input_has_zero_gradient", of="gradients")
def repeats_the_last_gradient_over_the_tail(problem: Problem, cotangent: Array) -> Gradients:
    """The input's gradient is brought to the input's size by repeating the last row that a window reached."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    for axis, (n, reached) in enumerate(zip(problem.size, _reached(problem), strict=True), 2):
        if reached.stop:
            d_input = d_input.take(np.arange(n).clip(0, reached.stop - 1), axis)
    return d_input, d_weight, d_bias


@mutant("gradients_are_linear_in_the_cotangent", of="gradients")
def clips_its_gradients(problem: Problem, cotangent: Array) -> Gradients:
    """Gradients are clipped to ±100, which belongs into an optimiser."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input.clip(-100, 100), d_weight.clip(-100, 100), d_bias


@mutant("gradients_are_linear_in_the_cotangent", of="gradients")
def clips_the_cotangent(problem: Problem, cotangent: Array) -> Gradients:
    """What comes from above is clipped to ±10 before it is passed on."""
    return correct_gradients(problem, cotangent.clip(-10, 10))


@mutant("gradients_are_linear_in_the_cotangent", of="gradients")
def decays_the_weight_by_its_gradient(problem: Problem, cotangent: Array) -> Gradients:
    """The weight itself is added to its gradient, as a penalty on large weights would have it."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, d_weight + problem.weight, d_bias


@mutant("gradients_add_over_the_batch", of="gradients")
def averages_the_weight_gradient_over_the_batch(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient is the mean of the items' gradients."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, d_weight / len(cotangent) if len(cotangent) else d_weight, d_bias


@mutant("gradients_add_over_the_batch", of="gradients")
def keeps_the_bias_gradient_of_the_last_item(problem: Problem, cotangent: Array) -> Gradients:
    """The bias's gradient of every item replaces that of the one before it."""
    d_input, d_weight, _ = correct_gradients(problem, cotangent)
    return d_input, d_weight, correct_gradients(replace(problem, input=problem.input[-1:]), cotangent[-1:])[2]


@mutant("gradients_add_over_the_batch", of="gradients")
def looks_at_four_items(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient is that of the first four items."""
    d_input, _, d_bias = correct_gradients(problem, cotangent)
    return d_input, correct_gradients(replace(problem, input=problem.input[:4]), cotangent[:4])[1], d_bias


@mutant("input_gradients_of_items_are_independent", of="gradients")
def gives_an_item_the_gradient_of_its_neighbour(problem: Problem, cotangent: Array) -> Gradients:
    """Items are worked on in pairs, and the second of a pair is given the cotangent of the first."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    return correct_gradients(problem, cotangent[np.arange(len(cotangent)) // 2 * 2])[0], d_weight, d_bias


@mutant("gradients_of_groups_are_blocks", of="gradients")
def uses_the_cotangent_of_the_first_group_for_all(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient of every group is gathered under the cotangent of the first."""
    d_input, _, d_bias = correct_gradients(problem, cotangent)
    each = len(problem.weight) // problem.groups
    first = np.concatenate([cotangent[:, :each]] * problem.groups, axis=1)
    return d_input, correct_gradients(problem, first)[1], d_bias


@mutant("gradients_of_groups_are_blocks", of="gradients")
def goes_back_to_the_channels_round_robin(problem: Problem, cotangent: Array) -> Gradients:
    """Group g gives its gradient to every g-th channel, and not to a block of them."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    order = np.arange(problem.input.shape[1]).reshape(problem.groups, -1).T.ravel()
    return d_input[:, order], d_weight, d_bias


@mutant("gradients_of_groups_are_blocks", of="gradients")
def goes_back_from_one_filter_a_channel(problem: Problem, cotangent: Array) -> Gradients:
    """The way back of a depthwise kernel knows one filter a channel, and leaves the others out."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    each = len(problem.weight) // problem.groups
    if problem.groups > 1 and problem.weight.shape[1] == 1:
        first = np.arange(len(problem.weight)) % each == 0
        lone = cotangent * first.reshape(-1, *[1] * problem.rank).astype(cotangent.dtype)
        d_input = correct_gradients(problem, lone)[0]
    return d_input, d_weight, d_bias


@mutant("an_empty_batch_has_zero_weight_gradient", of="gradients")
def weighs_every_item_by_the_size_of_the_batch(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient is divided by the size of the batch and multiplied by it again, also where it is zero."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    items = d_weight.dtype.type(len(cotangent))
    return d_input, d_weight * (items / items), d_bias


@mutant("an_empty_batch_has_zero_weight_gradient", of="gradients")
def has_nothing_to_do_for_an_empty_batch(problem: Problem, cotangent: Array) -> Gradients:
    """Where there are no items it returns at once, with gradients that nobody has written to."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if not len(cotangent):
        return d_input, np.full_like(d_weight, 77), np.full_like(d_bias, 77)
    return d_input, d_weight, d_bias


@mutant("an_empty_batch_has_zero_weight_gradient", of="gradients")
def does_not_go_back_through_an_empty_batch(problem: Problem, cotangent: Array) -> Gradients:
    """The forward pass takes an empty batch, and the way back does not."""
    if not len(cotangent):
        raise ValueError("batch size must be positive")
    return correct_gradients(problem, cotangent)
