"""Mutants for the chapter on shape: rounded sizes, named paddings, empty batches, and windows where there are none."""

from dataclasses import replace

import numpy as np

from spec import Problem
from spec.definition.geometry import output_size

from ._mutant import Array, correct, mutant


def _room(problem: Problem) -> tuple[int, ...]:
    """Elements of the extended input that remain beside the first window; negative where it does not fit."""
    sizes = problem.extended().size
    return tuple(size - extent for size, extent in zip(sizes, problem.extents, strict=True))


@mutant("output_shape_follows_the_formula", "unfilled_windows_are_dropped")
def rounds_the_number_of_windows_up(problem: Problem) -> Array:
    """A last window that does not fit is filled up with zeros, as in ceil mode."""
    room = _room(problem)
    if min(room) < 0:
        return correct(problem)
    missing = [(0, -rest % stride) for rest, stride in zip(room, problem.strides, strict=True)]
    whole = problem.extended()
    return correct(replace(whole, input=np.pad(whole.input, ((0, 0), (0, 0), *missing))))


@mutant("output_shape_follows_the_formula")
def leaves_the_dilation_out_of_the_output_size(problem: Problem) -> Array:
    """The output is as long as for the kernel without its dilation; the additional windows read zeros."""
    if 0 in problem.output_size:
        return correct(problem)
    whole = problem.extended()
    beyond = [(0, extent - kernel) for extent, kernel in zip(problem.extents, problem.kernel, strict=True)]
    return correct(replace(whole, input=np.pad(whole.input, ((0, 0), (0, 0), *beyond))))


@mutant("output_shape_follows_the_formula")
def strides_every_axis_like_the_first(problem: Problem) -> Array:
    """The stride of the first axis is used for all."""
    return correct(replace(problem.explicit(), stride=problem.strides[:1] * problem.rank))


@mutant("output_shape_follows_the_formula")
def counts_the_pads_once(problem: Problem) -> Array:
    """The output size counts the padding before an axis and forgets the one after it."""
    axes = zip(problem.size, problem.kernel, problem.strides, problem.pairs, problem.dilations, strict=True)
    sizes = [output_size(size, kernel, stride, (before, 0), d) for size, kernel, stride, (before, _), d in axes]
    return correct(problem)[:, :, *map(slice, sizes)]


@mutant("unfilled_windows_are_dropped")
def divides_the_remainder_between_both_sides(problem: Problem) -> Array:
    """Windows are centred: half of the elements that they do not reach is left over at the front."""
    room = _room(problem)
    if min(room) < 0:
        return correct(problem)
    whole = problem.extended()
    late = (slice(rest % stride // 2, None) for rest, stride in zip(room, problem.strides, strict=True))
    return correct(replace(whole, input=whole.input[:, :, *late]))


@mutant("unfilled_windows_are_dropped")
def reads_beyond_the_last_window(problem: Problem) -> Array:
    """What the last windows of a row leave over is added to them."""
    output, tail = correct(problem), problem.extended().input[..., problem.fitted().size[-1] :]
    if output.size and tail.size:
        rest = tail[:, 0].reshape(len(tail), -1).sum(axis=1).astype(output.dtype)
        output[..., -1] += rest.reshape(-1, *[1] * problem.rank)
    return output


@mutant("named_paddings_resolve")
def puts_the_odd_zero_on_the_other_side(problem: Problem) -> Array:
    """Of an odd padding, same_upper adds the additional zero before the input and same_lower after it."""
    other = {"same_upper": "same_lower", "same_lower": "same_upper"}
    if isinstance(problem.padding, str):
        return correct(replace(problem, padding=other.get(problem.padding, problem.padding)))
    return correct(problem)


@mutant("named_paddings_resolve")
def pads_a_strided_input_like_a_dense_one(problem: Problem) -> Array:
    """The two same paddings add extent − 1 zeros whatever the stride: the size is right, the phase is not."""
    if problem.padding in ("same_upper", "same_lower"):
        return correct(replace(problem, padding=replace(problem, stride=1).pairs))
    return correct(problem)


@mutant("named_paddings_resolve")
def pads_every_axis_like_the_last(problem: Problem) -> Array:
    """A padding given by name is worked out for the last axis and used for all."""
    if isinstance(problem.padding, str):
        return correct(replace(problem, padding=problem.pairs[-1:] * problem.rank))
    return correct(problem)


@mutant("named_paddings_resolve", "named_paddings_have_their_size")
def pads_half_the_kernel_on_both_sides(problem: Problem) -> Array:
    """The two same paddings are kernel // 2 on both sides, one too many for an even kernel."""
    if problem.padding in ("same_upper", "same_lower"):
        halves = tuple(d * (kernel // 2) for d, kernel in zip(problem.dilations, problem.kernel, strict=True))
        return correct(replace(problem, padding=tuple((half, half) for half in halves)))
    return correct(problem)


@mutant("named_paddings_have_their_size")
def rounds_the_size_of_same_down(problem: Problem) -> Array:
    """The two same paddings make size // stride windows where they should round up."""
    output = correct(problem)
    if problem.padding in ("same_upper", "same_lower"):
        sizes = (size // stride for size, stride in zip(problem.size, problem.strides, strict=True))
        return output[:, :, *map(slice, sizes)]
    return output


@mutant("named_paddings_resolve", "named_paddings_have_their_size")
def pads_in_full_for_the_undilated_kernel(problem: Problem) -> Array:
    """The padding called full is kernel − 1 on both sides, whatever the dilation."""
    if problem.padding == "full":
        return correct(replace(problem, padding=replace(problem, dilation=1).pairs))
    return correct(problem)


@mutant("an_empty_batch_gives_an_empty_output")
def divides_its_workspace_by_the_batch_size(problem: Problem) -> Array:
    """The block of items that is worked on at once comes from a division by their number."""
    block = max(1, 1024 // len(problem.input))
    parts = range(0, len(problem.input), block)
    return np.concatenate([correct(replace(problem, input=problem.input[part : part + block])) for part in parts])


@mutant("an_empty_batch_gives_an_empty_output")
def flattens_every_item(problem: Problem) -> Array:
    """Items are flattened by a reshape that infers their length, which it cannot where there are none."""
    return correct(problem).reshape(len(problem.input), -1).reshape(problem.output_shape)


@mutant("an_empty_batch_gives_an_empty_output")
def returns_an_empty_batch_as_it_came(problem: Problem) -> Array:
    """An empty batch is returned at once, with the channels and sizes of the input."""
    return correct(problem) if len(problem.input) else problem.input.copy()


@mutant("no_filters_give_no_output")
def makes_a_map_where_there_are_no_filters(problem: Problem) -> Array:
    """The output is allotted for one filter at least, and comes back as it was allotted."""
    items, filters, *size = problem.output_shape
    return correct(problem) if filters else np.zeros((items, 1, *size), problem.input.dtype)


@mutant("no_window_is_never_invented")
def exchanges_the_operands_where_the_kernel_is_longer(problem: Problem) -> Array:
    """Where the kernel is longer than the input, the input is moved along the kernel instead."""
    short = [max(0, -room) for room in _room(problem)]
    whole = problem.extended()
    both = [(missing, missing) for missing in short]
    output = correct(replace(whole, input=np.pad(whole.input, ((0, 0), (0, 0), *both))))
    return output[:, :, *(slice(None, None, -1 if missing else 1) for missing in short)]


@mutant("no_window_is_never_invented")
def takes_a_negative_size_for_a_large_one(problem: Problem) -> Array:
    """An output size below zero loses its sign, and the output is never written to."""
    sizes = [abs(room // stride + 1) for room, stride in zip(_room(problem), problem.strides, strict=True)]
    if 0 in problem.output_size:
        return np.zeros((*problem.output_shape[:2], *sizes), problem.input.dtype)
    return correct(problem)


@mutant("no_window_is_never_invented")
def lets_a_window_wrap_around(problem: Problem) -> Array:
    """A window that does not fit goes on at the beginning of the input."""
    whole = problem.extended()
    missing = [(0, max(0, -room)) for room in _room(problem)]
    return correct(replace(whole, input=np.pad(whole.input, ((0, 0), (0, 0), *missing), mode="wrap")))


@mutant("no_window_is_never_invented")
def pads_until_a_window_fits(problem: Problem) -> Array:
    """An input that is too short for the kernel is filled up with zeros."""
    whole = problem.extended()
    missing = [(0, max(0, -room)) for room in _room(problem)]
    return correct(replace(whole, input=np.pad(whole.input, ((0, 0), (0, 0), *missing))))
