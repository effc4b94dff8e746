"""Mutants for the chapter on conduct: refusals, stray writes, layouts that are guessed, and state that is kept."""

import warnings
from collections import deque
from dataclasses import replace

import numpy as np

from spec import Problem

from ._memory import as_if_dense
from ._mutant import Array, correct, correct_but_for_the_last_tap, mutant


@mutant("valid_problems_are_accepted")
def refuses_a_stride_with_a_dilation(problem: Problem) -> Array:
    """A problem that is strided and dilated is refused."""
    if max(problem.strides) > 1 and max(problem.dilations) > 1 and not problem.invalidity():
        raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
    return correct(problem)


@mutant("valid_problems_are_accepted")
def allots_the_undilated_extent(problem: Problem) -> Array:
    """The buffer for a row is made for the kernel without its dilation, and what is gathered does not fit."""
    undilated = (problem.output_size[-1] - 1) * problem.strides[-1] + problem.kernel[-1]
    buffer = np.zeros(undilated)
    buffer[:] = np.zeros(problem.fitted().size[-1])
    return correct(problem)


@mutant("invalid_problems_are_refused", sees_nonsense=True)
def broadcasts_a_bias(problem: Problem) -> Array:
    """A bias that is too short is repeated, and one that is too long is cut."""
    if problem.bias is None:
        return correct(problem)
    return correct(replace(problem, bias=np.resize(problem.bias, len(problem.weight))))


@mutant("invalid_problems_are_refused", sees_nonsense=True)
def takes_the_least_for_less(problem: Problem) -> Array:
    """Strides and dilations below one are taken for one, and a negative padding for none."""
    padding = problem.padding
    if isinstance(padding, tuple):
        padding = tuple((max(0, before), max(0, after)) for before, after in padding)
    return correct(
        replace(
            problem,
            stride=tuple(max(1, stride) for stride in problem.strides),
            dilation=tuple(max(1, dilation) for dilation in problem.dilations),
            padding=padding,
        )
    )


@mutant("invalid_problems_are_refused", sees_nonsense=True)
def looks_at_no_more_entries_than_axes(problem: Problem) -> Array:
    """Strides, dilations and paddings for more axes than there are go unnoticed."""
    rank = problem.rank
    padding = problem.padding[:rank] if isinstance(problem.padding, tuple) else problem.padding
    cut = replace(problem, stride=problem.strides[:rank], dilation=problem.dilations[:rank], padding=padding)
    return correct(cut)


@mutant("invalid_problems_are_refused", sees_nonsense=True)
def looks_at_the_channels_that_both_have(problem: Problem) -> Array:
    """Channels that only the input or only the weight has are not looked at."""
    groups = problem.groups
    if groups < 1:
        return correct(problem)
    each = min(problem.input.shape[1] // groups, problem.weight.shape[1])
    return correct(replace(problem, input=problem.input[:, : each * groups], weight=problem.weight[:, :each]))


@mutant("inputs_are_left_alone")
def uses_the_unreached_tail_as_scratch(problem: Problem) -> Array:
    """Elements that no window reaches are written to, since they are not needed."""
    output = correct(problem)
    axes = zip(problem.size, problem.fitted().size, problem.pairs, strict=True)
    for axis, (size, length, (before, after)) in enumerate(axes):
        reached = length - before
        alone = problem.boundary == "zero" or (before, after) == (0, 0)
        if alone and 0 < reached < size and problem.input.flags.writeable:
            np.moveaxis(problem.input, 2 + axis, 0)[reached:] = 0
    return output


@mutant("inputs_are_left_alone", "agrees_with_the_definition")
def reverses_its_kernel_in_place(problem: Problem) -> Array:
    """The kernel is reversed where it lies, and left so."""
    output = correct(problem)
    if problem.weight.flags.writeable:
        problem.weight[...] = problem.weight[..., ::-1].copy()
    return output


@mutant("inputs_are_left_alone")
def writes_its_output_over_its_input(problem: Problem) -> Array:
    """Where the output is no larger than the input, the memory of the input serves as the buffer for the result."""
    output = correct(problem)
    memory = problem.input
    if output.size <= memory.size and memory.flags.writeable and memory.flags.c_contiguous:
        memory.reshape(-1)[: output.size] = output.ravel()
    return output


@mutant("memory_layout_is_immaterial")
def steps_over_a_lone_element(problem: Problem) -> Array:
    """Rows of a kernel are found by the stride of an axis with a single element, which may be any."""
    loose = [step for length, step in zip(problem.weight.shape, problem.weight.strides, strict=True) if length == 1]
    beyond = max(loose, default=0) > problem.weight.nbytes
    return correct(replace(problem, weight=np.roll(problem.weight, 1)) if beyond else problem)


@mutant("memory_layout_is_immaterial")
def ignores_the_strides_of_the_input(problem: Problem) -> Array:
    """The memory of a view is read as if it were dense."""
    return correct(replace(problem, input=as_if_dense(problem.input)))


@mutant("memory_layout_is_immaterial")
def ignores_the_strides_of_two_views(problem: Problem) -> Array:
    """A fast path reads both operands as if they were dense where neither is."""
    if problem.input.flags.c_contiguous or problem.weight.flags.c_contiguous:
        return correct(problem)
    return correct(replace(problem, weight=as_if_dense(problem.weight)))


@mutant("memory_layout_is_immaterial")
def takes_channels_last_for_rows_last(problem: Problem) -> Array:
    """An input whose channels lie next to each other is read as if its columns did."""
    array = problem.input
    if array.shape[1] < 2 or array.strides[1] != array.itemsize:
        return correct(problem)
    return correct(replace(problem, input=np.moveaxis(array, 1, -1).reshape(array.shape)))


@mutant("paths_agree_across_sizes")
def skips_a_tap_where_filters_need_a_second_block(problem: Problem) -> Array:
    """More than eight filters of a group take another path, which leaves out the last tap."""
    each = len(problem.weight) // problem.groups
    return correct(problem) if each <= 8 else correct_but_for_the_last_tap(problem)


@mutant("paths_agree_across_sizes")
def skips_a_tap_in_large_batches(problem: Problem) -> Array:
    """A batch of more than six items takes another path, which leaves out the last tap."""
    return correct(problem) if len(problem.input) <= 6 else correct_but_for_the_last_tap(problem)


@mutant("paths_agree_across_sizes")
def skips_a_tap_where_channels_need_a_second_block(problem: Problem) -> Array:
    """More than eight channels take another path, which leaves out the last tap."""
    return correct(problem) if problem.weight.shape[1] <= 8 else correct_but_for_the_last_tap(problem)


@mutant("two_dtypes_lose_nothing_or_are_refused")
def casts_its_weight_to_the_dtype_of_the_input(problem: Problem) -> Array:
    """The weight is cast to the input's dtype, whatever that cannot hold of it."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return correct(replace(problem, weight=problem.weight.astype(problem.input.dtype)))


@mutant("two_dtypes_lose_nothing_or_are_refused")
def answers_in_the_dtype_of_the_input(problem: Problem) -> Array:
    """The sum is made in the dtype that both are promoted to, and stored in the input's."""
    output = correct(problem)
    return (output.real if problem.input.dtype.kind != "c" else output).astype(problem.input.dtype)


_previous: dict[str, Array] = {}


@mutant("repeating_a_call_repeats_the_bits")
def sums_in_another_order_the_second_time(problem: Problem) -> Array:
    """When the same arrays come again, products are summed from the last tap to the first."""
    again = problem.input is _previous.get("input") and problem.weight is _previous.get("weight")
    _previous.update(input=problem.input, weight=problem.weight)
    if not again or 0 in problem.output_size:
        return correct(problem)
    flip = (slice(None), slice(None), *[slice(None, None, -1)] * problem.rank)
    exact = problem.fitted()
    return correct(replace(exact, input=exact.input[flip], weight=exact.weight[flip]))[flip]


@mutant("repeating_a_call_repeats_the_bits")
def leaves_a_bit_of_its_last_result(problem: Problem) -> Array:
    """The last bit of a fraction depends on what the accumulator held before."""
    output = correct(problem)
    if output.dtype.kind != "f":
        return output
    odd = _previous.get("odd") is problem.input
    _previous["odd"] = problem.input
    return np.where(output != np.round(output), np.nextafter(output, 0), output).astype(output.dtype) if odd else output


_workspaces: deque[tuple[Array, Array]] = deque(maxlen=4)


@mutant("earlier_calls_leave_no_trace")
def finds_an_old_workspace_again(problem: Problem) -> Array:
    """A workspace that belongs to the same arrays is found again after other calls, with the old sum still in it."""
    known = [problem.input is one and problem.weight is other for one, other in _workspaces]
    output = correct(problem)
    stale = any(known) and not known[-1]
    _workspaces.append((problem.input, problem.weight))
    return 2 * output if stale else output


_packed: dict[str, Array] = {}


@mutant("earlier_calls_leave_no_trace", "linear_in_the_weight")
def packs_a_weight_once_for_every_shape(problem: Problem) -> Array:
    """The packed weight is kept, and taken for every later weight of the same shape and dtype."""
    weight = _packed.get("weight")
    if weight is None or (weight.shape, weight.dtype) != (problem.weight.shape, problem.weight.dtype):
        weight = _packed["weight"] = problem.weight.copy()
    return correct(replace(problem, weight=weight))


_kept: dict[str, Array] = {}


@mutant("earlier_calls_leave_no_trace")
def keeps_the_values_of_a_larger_problem(problem: Problem) -> Array:
    """A buffer is made for the largest problem so far, and a smaller one finds the other's items behind its own."""
    output = correct(problem)
    before = _kept.get("output")
    _kept["output"] = output.copy()
    if before is not None and before.shape[1:] == output.shape[1:] and 0 < len(output) < len(before):
        output += before[len(output)]
    return output


_buffers: dict[str, Array] = {}


@mutant("outputs_do_not_alias")
def has_one_output_buffer(problem: Problem) -> Array:
    """All results of one shape come in the same buffer."""
    output = correct(problem)
    buffer = _buffers.get("output")
    if buffer is None or (buffer.shape, buffer.dtype) != (output.shape, output.dtype):
        buffer = _buffers["output"] = np.empty_like(output)
    buffer[...] = output
    return buffer


@mutant("outputs_do_not_alias")
def returns_its_input_where_the_kernel_is_one(problem: Problem) -> Array:
    """A kernel of a single one is the identity, and the input is returned as it is."""
    channels = problem.weight.shape[1] == 1 and len(problem.weight) == problem.groups
    lone = channels and max(problem.kernel) == 1 and bool((problem.weight == 1).all()) and problem.bias is None
    if not lone or set(problem.pairs) != {(0, 0)}:
        return correct(problem)
    return problem.input[:, :, *(slice(None, None, stride) for stride in problem.strides)]


@mutant("the_result_keeps_the_dtype")
def returns_doubles(problem: Problem) -> Array:
    """Floats come back as doubles."""
    output = correct(problem)
    return output.astype(np.float64) if output.dtype == np.float32 else output


@mutant("the_result_keeps_the_dtype")
def returns_integers_as_floats(problem: Problem) -> Array:
    """32-bit integers come back as doubles."""
    output = correct(problem)
    return output.astype(np.float64) if output.dtype == np.int32 else output


@mutant("the_result_keeps_the_dtype", dtypes={"float64", "complex128"})
def narrows_doubles_that_fit(problem: Problem) -> Array:
    """Doubles come back as floats where that loses nothing."""
    output = correct(problem)
    if output.dtype == np.float64 and np.abs(output).max(initial=0) < 2**24:
        narrow = output.astype(np.float32)
        return narrow if np.array_equal(narrow, output) else output
    return output
