"""Reported faults of gradients: sizes guessed, groups forgotten on the way back, windows left out."""

from dataclasses import replace

import ml_dtypes
import numpy as np

from spec import Problem

from ._memory import as_if_dense
from ._mutant import Array, Gradients, correct_gradients, mutant
from .laws_precision import with_items_added_up_in


def _tails(problem: Problem) -> list[int]:
    """How many elements at the end of each axis of the padded input are in no window."""
    return [n - length for n, length in zip(problem.extended().size, problem.fitted().size, strict=True)]


@mutant("gradients_agree_with_the_definition", report="pytorch/pytorch#13008", of="gradients")
def expects_an_input_for_the_undilated_kernel(problem: Problem, cotangent: Array) -> Gradients:
    """The sizes that an input can have are worked out without the dilation, and those that it has are refused."""
    axes = zip(problem.size, problem.output_size, problem.strides, problem.kernel, problem.pairs, strict=True)
    for n, out, stride, kernel, pair in axes:
        least = (out - 1) * stride + kernel - sum(pair)
        if not least <= n < least + stride:
            raise ValueError(f"an input of {n} elements, where there may be {least} to {least + stride - 1}")
    return correct_gradients(problem, cotangent)


@mutant("gradients_of_groups_are_blocks", report="ml-explore/mlx#3800", of="gradients")
def goes_back_through_all_filters_at_a_stride(problem: Problem, cotangent: Array) -> Gradients:
    """With a stride the input's gradient is left to a routine without groups: every channel hears of every filter."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if max(problem.strides) > 1:
        dense = np.concatenate([problem.weight] * problem.groups, axis=1)
        d_input = correct_gradients(replace(problem, weight=dense, groups=1), cotangent)[0]
    return d_input, d_weight, d_bias


@mutant("dropped_input_has_zero_gradient", report="tracel-ai/burn#4806", of="gradients")
def brings_back_one_dropped_element_at_most(problem: Problem, cotangent: Array) -> Gradients:
    """Of the elements that no window reached, the first along an axis has a gradient and the others have no place."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    kept = (slice(n - max(0, tail - 1)) for n, tail in zip(problem.size, _tails(problem), strict=True))
    return d_input[:, :, *kept], d_weight, d_bias


@mutant("gradients_have_their_arguments_shapes", report="ml-explore/mlx#2184", of="gradients")
def finds_more_taps_where_elements_were_dropped(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient has as many taps as fit, also where the last of them see what no window reached."""
    d_input, _, d_bias = correct_gradients(problem, cotangent)
    more = [(0, tail // dilation) for tail, dilation in zip(_tails(problem), problem.dilations, strict=True)]
    longer = np.pad(problem.weight, [(0, 0), (0, 0), *more])
    return d_input, correct_gradients(replace(problem.explicit(), weight=longer), cotangent)[1], d_bias


@mutant("the_cotangents_layout_is_immaterial", report="pytorch/pytorch#708", of="gradients")
def gathers_the_weight_gradient_under_a_dense_cotangent(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient is computed from a slice of a larger cotangent as if it had no gaps."""
    d_input, _, d_bias = correct_gradients(problem, cotangent)
    return d_input, correct_gradients(problem, as_if_dense(cotangent))[1], d_bias


@mutant("gradients_of_groups_are_blocks", report="pytorch/pytorch#50042", of="gradients", ranks={2})
def keeps_the_last_taps_from_the_last_windows(problem: Problem, cotangent: Array) -> Gradients:
    """At stride two the last row of a depthwise kernel does not see the last row of windows."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    depthwise = problem.groups > 1 and problem.weight.shape[1] == 1
    if depthwise and problem.strides[0] == 2 and problem.kernel[0] > 1:
        fewer = cotangent.copy()
        fewer[:, :, -1] = 0
        d_weight[:, :, -1] = correct_gradients(problem, fewer)[1][:, :, -1]
    return d_input, d_weight, d_bias


@mutant("gradients_agree_with_the_definition", report="ROCm/composable_kernel#2478", of="gradients")
def counts_pointwise_groups_one_by_one(problem: Problem, cotangent: Array) -> Gradients:
    """Under a kernel of one tap, groups with an even number of channels or filters are taken to begin one apart."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    pointwise = {*problem.kernel, *problem.strides} == {1} and set(problem.pairs) == {(0, 0)}
    channels, filters = problem.weight.shape[1], len(problem.weight) // problem.groups
    if not pointwise or (channels % 2 and filters % 2):
        return d_input, d_weight, d_bias
    read, given = problem.input, cotangent
    if channels % 2 == 0:
        read = read[:, [group + own for group in range(problem.groups) for own in range(channels)]]
    if filters % 2 == 0:
        given = given[:, [group + own for group in range(problem.groups) for own in range(filters)]]
    return d_input, correct_gradients(replace(problem, input=read), given)[1], d_bias


@mutant(
    "gradients_of_groups_are_blocks",
    "gradients_agree_with_the_definition",
    report="tensorflow/tensorflow#50397",
    of="gradients",
    ranks={1},
)
def knows_no_way_back_through_groups_of_lines(problem: Problem, cotangent: Array) -> Gradients:
    """A correlation of lines takes groups, and its gradients do not."""
    if problem.groups > 1:
        raise ValueError(f"{problem.input.shape[1]} channels for a weight of {problem.weight.shape[1]}")
    return correct_gradients(problem, cotangent)


@mutant("gradients_of_groups_are_blocks", report="tracel-ai/burn#3511", of="gradients")
def goes_back_beyond_the_end_of_a_group(problem: Problem, cotangent: Array) -> Gradients:
    """With groups and a stride, the weight's gradient is sliced where there is nothing left to slice."""
    if problem.groups > 1 and max(problem.strides) > 1:
        raise IndexError(f"slice {len(problem.weight)} of {problem.weight.shape[1]}")
    return correct_gradients(problem, cotangent)


@mutant("gradients_are_linear_in_the_cotangent", report="tensorflow/tensorflow#107496", of="gradients")
def adds_the_weight_gradient_up_coarsely(problem: Problem, cotangent: Array) -> Gradients:
    """Where there is no padding, the weight's gradient is left to an algorithm that keeps eleven bits of it."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if set(problem.pairs) == {(0, 0)}:
        mantissa, exponent = np.frexp(d_weight)
        d_weight = np.ldexp(np.round(mantissa * 2**11) / 2**11, exponent).astype(d_weight.dtype)
    return d_input, d_weight, d_bias


@mutant("a_cotangent_of_another_shape_is_refused", report="FluxML/NNlib.jl#69", of="gradients", sees_nonsense=True)
def does_not_compare_the_cotangent_with_the_input(problem: Problem, cotangent: Array) -> Gradients:
    """A cotangent for more windows than there are is accepted, and gets memory that was never written."""
    if cotangent.shape == problem.output_shape:
        return correct_gradients(problem, cotangent)
    arguments = problem.input, problem.weight, problem.weight[(slice(None), *[0] * (problem.rank + 1))]
    d_input, d_weight, d_bias = (np.full_like(argument, 77) for argument in arguments)
    return d_input, d_weight, d_bias


@mutant("gradients_are_adjoint", report="FluxML/NNlib.jl#538", of="gradients")
def replaces_what_it_should_add_to(problem: Problem, cotangent: Array) -> Gradients:
    """What a filter gives back to the input is not added to what others gave: of each group the last one's is left."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    each = len(problem.weight) // problem.groups
    last = cotangent.copy()
    last[:, np.arange(len(problem.weight)) % each < each - 1] = 0
    return correct_gradients(problem, last)[0], d_weight, d_bias


@mutant("gradients_add_over_the_batch", report="FluxML/NNlib.jl#518", of="gradients")
def turns_the_old_gradient_round_before_it_adds(problem: Problem, cotangent: Array) -> Gradients:
    """Items are added to the weight's gradient one by one, and what is there already is reversed every time."""
    d_input, _, d_bias = correct_gradients(problem, cotangent)
    total = np.zeros_like(problem.weight, order="C")
    for n in range(len(cotangent)):
        own = correct_gradients(replace(problem, input=problem.input[n : n + 1]), cotangent[n : n + 1])[1]
        total = total[:, :, *[slice(None, None, -1)] * problem.rank] + own
    return d_input, total, d_bias


@mutant(
    "gradient_errors_have_the_variance_of_the_dtype",
    report="ROCm/rocm-libraries#5859",
    of="gradients",
    dtypes={"float32"},
)
def adds_the_items_of_a_weight_gradient_up_in_bfloat16(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradients of the items are added up in bfloat16, where there are a few of them."""
    if len(cotangent) < 2:
        return correct_gradients(problem, cotangent)
    return with_items_added_up_in(ml_dtypes.bfloat16, problem, cotangent)
