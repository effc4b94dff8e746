"""Mutants for the chapter on the transposed correlation: stamps in the wrong place, ends cut or filled up wrongly."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from spec import Problem, TransposedProblem

from ._memory import as_if_dense
from ._mutant import Array, Gradients, correct_gradients, correct_transposed, mutant
from ._stamps import before_of, part, per_filter, with_bias


@mutant("transposed_agrees_with_the_definition", of="transposed")
def fills_the_output_padding_up_with_zeros(problem: TransposedProblem) -> Array:
    """What an output padding adds is zero, also where it brings back what the padding cut off."""
    output = correct_transposed(replace(problem, bias=None))
    for axis, (out, behind) in enumerate(zip(problem.output_size, problem.output_paddings, strict=True), 2):
        np.moveaxis(output, axis, 0)[out - behind :] = 0
    return with_bias(problem, output)


@mutant("transposed_agrees_with_the_definition", of="transposed")
def keeps_the_last_of_the_stamps_that_overlap(problem: TransposedProblem) -> Array:
    """Where stamps overlap the one of the later tap is kept, and not their sum."""
    axes = list(zip(problem.size, problem.strides, problem.dilations, strict=True))
    plain = replace(problem, bias=None, padding=0, output_padding=0)
    stamped = np.zeros(plain.output_shape, problem.input.dtype)
    for tap in np.ndindex(problem.kernel):
        alone = np.zeros_like(problem.weight, order="C")
        alone[:, :, *tap] = problem.weight[:, :, *tap]
        under = tuple(slice(d * t, d * t + n * s, s) for t, (n, s, d) in zip(tap, axes, strict=True))
        stamped[:, :, *under] = correct_transposed(replace(plain, weight=alone))[:, :, *under]
    room = np.pad(stamped, [(0, 0), (0, 0), *((0, behind) for behind in problem.output_paddings)])
    window = (slice(start, start + out) for start, out in zip(before_of(problem), problem.output_size, strict=True))
    return with_bias(problem, room[:, :, *window])


@mutant("transposed_agrees_with_the_definition", of="transposed")
def leaves_out_the_tail_of_four_channels_to_stamp(problem: TransposedProblem) -> Array:
    """Channels of a group are stamped four at a time, and those after the last full four are left out."""
    each = len(problem.weight) // problem.groups
    if each < 4:
        return correct_transposed(problem)
    weight = problem.weight.copy()
    weight[np.arange(len(weight)) % each >= each // 4 * 4] = 0
    return correct_transposed(replace(problem, weight=weight))


@mutant("transposed_agrees_with_the_definition", of="transposed")
def moves_a_padding_longer_than_the_kernel(problem: TransposedProblem) -> Array:
    """No more than the kernel's extent is cut off in front; what is missing is cut off behind."""
    axes = zip(before_of(problem), problem.extents, strict=True)
    return with_bias(problem, part(problem, [min(before, extent - 1) for before, extent in axes]))


@mutant("transposed_agrees_with_the_definition", of="transposed", dtypes={"int64"})
def adds_integer_stamps_up_as_floats(problem: TransposedProblem) -> Array:
    """Integers are stamped as 64-bit floating-point numbers, which lose what lies beyond 53 bits."""
    floats = replace(problem, bias=None, input=problem.input.astype(float), weight=problem.weight.astype(float))
    return with_bias(problem, correct_transposed(floats).astype(np.int64))


@mutant("transposed_agrees_with_the_definition", of="transposed", dtypes={"float32"})
def stamps_in_half_precision(problem: TransposedProblem) -> Array:
    """The input is kept in half precision, and so in eleven bits, before it is multiplied."""
    mantissa, exponent = np.frexp(problem.input)
    coarse = np.ldexp(np.round(mantissa * 2**11) / 2**11, exponent).astype(np.float32)
    return correct_transposed(replace(problem, input=coarse))


@mutant("transposed_agrees_with_the_definition", of="transposed")
def ignores_the_strides_of_what_it_stamps_by(problem: TransposedProblem) -> Array:
    """The memory of a view of the input is read as if it were dense."""
    return correct_transposed(replace(problem, input=as_if_dense(problem.input)))


@mutant("transposed_is_the_adjoint", of="transposed")
def stamps_the_reversed_kernel(problem: TransposedProblem) -> Array:
    """The kernel is reversed once too often before it is stamped."""
    return correct_transposed(replace(problem, weight=problem.weight[:, :, *[slice(None, None, -1)] * problem.rank]))


@mutant("transposed_is_the_adjoint", of="transposed", ranks={2, 3})
def cuts_its_axes_in_the_reverse_order(problem: TransposedProblem) -> Array:
    """The list of paddings is read from the last axis on when the output is cut."""
    return with_bias(problem, part(problem, before_of(problem)[::-1]))


@mutant("transposed_is_the_adjoint", of="transposed", dtypes={"float64", "complex128"})
def is_the_hermitian_adjoint(problem: TransposedProblem) -> Array:
    """Complex weights are conjugated on the way back, as an adjoint of complex vectors would have it."""
    return correct_transposed(replace(problem, weight=problem.weight.conj()))


@mutant("transposed_is_the_adjoint", "transposed_agrees_with_the_definition", of="transposed")
def takes_channels_and_filters_as_the_correlation_does(problem: TransposedProblem) -> Array:
    """A group that has as many channels as filters is stamped by the weight as the correlation would read it."""
    channels, filters = len(problem.weight) // problem.groups, problem.weight.shape[1]
    if channels != filters:
        return correct_transposed(problem)
    blocks = problem.weight.reshape(problem.groups, channels, filters, *problem.kernel)
    return correct_transposed(replace(problem, weight=blocks.swapaxes(1, 2).reshape(problem.weight.shape)))


@mutant("transposed_is_the_gradient_of_the_input", of="transposed")
def repeats_the_last_element_over_the_tail(problem: TransposedProblem) -> Array:
    """Elements that no stamp reaches, which an output padding can add, repeat the last one that is reached."""
    plain = replace(problem, bias=None)
    output = correct_transposed(plain)
    lengths = replace(plain, padding=0, output_padding=0).output_size
    axes = zip(lengths, before_of(problem), problem.output_size, strict=True)
    for axis, (length, before, out) in enumerate(axes, 2):
        if length > before:
            output = output.take(np.arange(out).clip(0, length - before - 1), axis)
    return with_bias(problem, output)


@mutant("transposed_is_the_gradient_of_the_input", of="gradients")
def stops_before_the_last_window_on_the_way_back(problem: Problem, cotangent: Array) -> Gradients:
    """Where a tail is left over, the way back to the input leaves the window before it out."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    spared = cotangent.copy()
    axes = zip(problem.extended().size, problem.fitted().size, strict=True)
    for axis, (whole, length) in enumerate(axes, 2):
        if whole > length:
            np.moveaxis(spared, axis, 0)[-1:] = 0
    return correct_gradients(problem, spared)[0], d_weight, d_bias


@mutant("transposed_is_a_correlation_of_the_stuffed_input", of="transposed")
def surrounds_by_the_undilated_kernel(problem: TransposedProblem) -> Array:
    """In front of the stuffed input there are kernel − 1 zeros, not extent − 1, and so much the more behind."""
    axes = zip(before_of(problem), problem.extents, problem.kernel, strict=True)
    return with_bias(problem, part(problem, [before + extent - kernel for before, extent, kernel in axes]))


@mutant("transposed_is_a_correlation_of_the_stuffed_input", of="transposed", ranks={2, 3})
def reverses_rows_but_not_columns(problem: TransposedProblem) -> Array:
    """The kernel is reversed along its first axis alone before the stuffed input is correlated with it."""
    reversed_too = [slice(None), *[slice(None, None, -1)] * (problem.rank - 1)]
    return correct_transposed(replace(problem, weight=problem.weight[:, :, *reversed_too]))


@mutant("transposed_is_a_correlation_of_the_stuffed_input", of="transposed")
def stuffs_every_axis_by_the_last_stride(problem: TransposedProblem) -> Array:
    """Elements are put as far apart along every axis as along the last, and those that find no place are lost."""
    stride = problem.strides[-1]
    axes = zip(problem.size, problem.strides, strict=True)
    found = tuple(slice(min(n, (n - 1) * step // stride + 1)) for n, step in axes)
    moved = replace(problem, input=problem.input[:, :, *found], stride=(stride,) * problem.rank)
    return with_bias(problem, part(moved, before_of(problem), problem.output_size))


@mutant("transposed_is_linear_in_the_input", of="transposed")
def clips_what_it_stamps(problem: TransposedProblem) -> Array:
    """What is stamped is clipped to ±6 before, as by the activation of the layer below."""
    if problem.input.dtype.kind == "c":
        return correct_transposed(problem)
    return correct_transposed(replace(problem, input=problem.input.clip(-6, 6)))


@mutant("transposed_is_linear_in_the_weight", of="transposed")
def quantises_its_stamp(problem: TransposedProblem) -> Array:
    """The weight is quantised to four bits, ±7, before it is stamped."""
    if problem.weight.dtype.kind == "c":
        return correct_transposed(problem)
    return correct_transposed(replace(problem, weight=problem.weight.clip(-7, 7)))


@mutant("transposed_items_are_independent", of="transposed")
def stamps_no_more_than_two_items_at_once(problem: TransposedProblem) -> Array:
    """Items are stamped two at a time on one piece of memory, which is set to zero for the first two alone."""
    plain = replace(problem, bias=None)
    pairs = [correct_transposed(replace(plain, input=plain.input[n : n + 2])) for n in range(0, len(plain.input), 2)]
    for before, after in pairwise(pairs):
        after += before[: len(after)]
    return with_bias(problem, np.concatenate(pairs) if pairs else correct_transposed(plain))


_last: dict[str, Array] = {}


@mutant("transposing_two_layers_reverses_their_order", of="transposed")
def takes_its_own_stamps_for_blocks_of_channels(problem: TransposedProblem) -> Array:
    """Its own last output is taken for an array in blocks of two channels, which it is not."""
    if problem.input is _last.get("output"):
        order = np.arange(problem.input.shape[1])
        even = len(order) // 2 * 2
        order[0:even:2], order[1:even:2] = np.arange(1, even, 2), np.arange(0, even, 2)
        problem = replace(problem, input=problem.input[:, order])
    _last["output"] = correct_transposed(problem)
    return _last["output"]


@mutant("transposed_groups_are_block_diagonal", of="transposed")
def counts_the_weight_of_a_group_by_its_filters(problem: TransposedProblem) -> Array:
    """Group g finds its weight after g times the filters of a group, where it should be its channels."""
    channels, filters = len(problem.weight) // problem.groups, problem.weight.shape[1]
    group, own = np.divmod(np.arange(len(problem.weight)), channels)
    return correct_transposed(replace(problem, weight=problem.weight[(group * filters + own) % len(problem.weight)]))


@mutant("transposed_groups_are_block_diagonal", of="transposed")
def deals_stamps_out_to_the_filters_in_turn(problem: TransposedProblem) -> Array:
    """The filters of a group are every g-th one of the output, and not a block."""
    output = correct_transposed(replace(problem, bias=None))
    order = np.arange(output.shape[1]).reshape(problem.groups, -1).T.ravel()
    return with_bias(problem, output[:, order])


@mutant("transposed_groups_are_block_diagonal", of="transposed")
def stamps_every_channel_by_itself_where_there_are_groups(problem: TransposedProblem) -> Array:
    """Any groups are taken for depthwise ones: of a group's channels the first alone is stamped."""
    channels = len(problem.weight) // problem.groups
    if problem.groups == 1:
        return correct_transposed(problem)
    weight = problem.weight.copy()
    weight[np.arange(len(weight)) % channels > 0] = 0
    return correct_transposed(replace(problem, weight=weight))


def _reaching(problem: TransposedProblem) -> Array:
    """How many stamps reach every element of the output, [1, 1, *out]."""
    ones = np.ones((1, 1, *problem.size), problem.input.dtype)
    lone = replace(problem, input=ones, weight=np.ones((1, 1, *problem.kernel), ones.dtype), bias=None, groups=1)
    return correct_transposed(lone)


@mutant("transposed_bias_is_added_per_filter", of="transposed")
def adds_the_bias_with_every_stamp(problem: TransposedProblem) -> Array:
    """The bias is a part of the stamp, and is added as often as stamps overlap."""
    output = correct_transposed(replace(problem, bias=None))
    return output if problem.bias is None else output + per_filter(problem.bias, problem.rank) * _reaching(problem)


@mutant("transposed_bias_is_added_per_filter", of="transposed")
def adds_the_bias_where_a_stamp_fell(problem: TransposedProblem) -> Array:
    """Elements between the stamps, and behind them, are left without a bias."""
    output = correct_transposed(replace(problem, bias=None))
    if problem.bias is None:
        return output
    return output + per_filter(problem.bias, problem.rank) * (_reaching(problem) != 0).astype(output.dtype)


@mutant("transposed_bias_is_added_per_filter", of="transposed")
def wants_a_bias_for_every_channel(problem: TransposedProblem) -> Array:
    """The length of a bias is compared with the first axis of the weight, as a correlation would do it."""
    if problem.bias is not None and len(problem.bias) != len(problem.weight):
        raise ValueError(f"a bias of {len(problem.bias)} for a weight of {len(problem.weight)}")
    return correct_transposed(problem)


@mutant("transposed_bias_is_added_per_filter", of="transposed")
def adds_the_bias_of_the_filter_in_its_group(problem: TransposedProblem) -> Array:
    """A filter's bias is looked up by its number in the group: as the weight's second axis counts."""
    if problem.bias is None:
        return correct_transposed(problem)
    return correct_transposed(
        replace(problem, bias=problem.bias[np.arange(len(problem.bias)) % problem.weight.shape[1]])
    )


_stamped: dict[str, Array] = {}


@mutant("earlier_transposed_calls_leave_no_trace", of="transposed")
def stamps_on_what_was_stamped_before(problem: TransposedProblem) -> Array:
    """The output is memory that is not set to zero, and holds the last output of this shape."""
    output = correct_transposed(problem)
    old = _stamped.get("output")
    if old is not None and (old.shape, old.dtype) == (output.shape, output.dtype):
        output = output + old
    _stamped["output"] = output.copy()
    return output


@mutant("earlier_transposed_calls_leave_no_trace", of="transposed")
def leaves_the_kernel_turned_round_for_the_next(problem: TransposedProblem) -> Array:
    """The kernel is reversed for the stuffed input where it lies, and left so."""
    output = correct_transposed(problem)
    if problem.weight.flags.writeable:
        problem.weight[...] = problem.weight[..., ::-1].copy()
    return output


@mutant("earlier_transposed_calls_leave_no_trace", of="transposed")
def leaves_nothing_of_its_input(problem: TransposedProblem) -> Array:
    """The input, not needed any more, serves as a buffer."""
    output = correct_transposed(problem)
    if problem.input.flags.writeable:
        problem.input[...] = 0
    return output


@mutant("invalid_transposed_problems_are_refused", of="transposed", sees_nonsense=True)
def takes_an_output_padding_of_a_whole_stride(problem: TransposedProblem) -> Array:
    """An output padding may be as long as the stride or the dilation, one more than it can mean."""
    behind = problem.output_padding
    assert isinstance(behind, tuple)
    longest = tuple(map(max, problem.strides, problem.dilations))
    if len(behind) != problem.rank or any(n > most for n, most in zip(behind, longest, strict=True)):
        raise ValueError(f"output padding {behind} for a stride of {problem.strides}")
    clipped = tuple(min(n, most - 1) for n, most in zip(behind, longest, strict=True))
    output = correct_transposed(replace(problem, output_padding=clipped))
    return np.pad(output, [(0, 0), (0, 0), *((0, n - m) for n, m in zip(behind, clipped, strict=True))])


@mutant("invalid_transposed_problems_are_refused", of="transposed", sees_nonsense=True)
def takes_a_negative_output_padding_for_none(problem: TransposedProblem) -> Array:
    """An output padding below zero is taken for zero."""
    assert isinstance(problem.output_padding, tuple)
    return correct_transposed(replace(problem, output_padding=tuple(max(0, n) for n in problem.output_padding)))


@mutant("invalid_transposed_problems_are_refused", of="transposed", sees_nonsense=True)
def takes_a_negative_padding_for_more_zeros(problem: TransposedProblem) -> Array:
    """A padding below zero lengthens the output."""
    if not isinstance(problem.padding, tuple) or len(problem.padding) != problem.rank:
        return correct_transposed(problem)
    less = tuple((max(0, before), max(0, after)) for before, after in problem.padding)
    more = [(max(0, -before), max(0, -after)) for before, after in problem.padding]
    return np.pad(correct_transposed(replace(problem, padding=less)), [(0, 0), (0, 0), *more])


@mutant("invalid_transposed_problems_are_refused", of="transposed", sees_nonsense=True)
def looks_at_the_channels_of_the_input_alone(problem: TransposedProblem) -> Array:
    """A weight for more channels than there are is not noticed: the others are not looked at."""
    channels = problem.input.shape[1]
    return correct_transposed(replace(problem, weight=problem.weight[:channels]))


@mutant("invalid_transposed_problems_are_refused", of="transposed", sees_nonsense=True)
def checks_a_transposed_bias_as_a_correlation_would(problem: TransposedProblem) -> Array:
    """A bias that is too long is cut to the filters that there are."""
    if problem.bias is None or problem.groups < 1:
        return correct_transposed(problem)
    return correct_transposed(replace(problem, bias=problem.bias[: problem.weight.shape[1] * problem.groups]))


@mutant("invalid_transposed_problems_are_refused", of="transposed", sees_nonsense=True)
def takes_no_more_output_paddings_than_axes(problem: TransposedProblem) -> Array:
    """An output padding for more axes than there are goes unnoticed."""
    assert isinstance(problem.output_padding, tuple)
    return correct_transposed(replace(problem, output_padding=problem.output_padding[: problem.rank]))


@mutant("invalid_transposed_problems_are_refused", of="transposed", sees_nonsense=True)
def walks_a_negative_stride_forwards(problem: TransposedProblem) -> Array:
    """Of a stride the sign is lost."""
    return correct_transposed(replace(problem, stride=tuple(map(abs, problem.strides))))


@mutant("invalid_transposed_problems_are_refused", of="transposed", sees_nonsense=True)
def stamps_the_channels_that_both_have(problem: TransposedProblem) -> Array:
    """Channels that only the input or only the weight has are not stamped, where there are no groups."""
    if problem.groups != 1:
        return correct_transposed(problem)
    both = min(problem.input.shape[1], len(problem.weight))
    return correct_transposed(replace(problem, input=problem.input[:, :both], weight=problem.weight[:both]))
