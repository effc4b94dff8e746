"""Reported faults of whole layers: other paths that are taken for many channels, long kernels and large images."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, Gradients, correct, correct_gradients, mutant

LAYER = ("contracting_the_output_contracts_the_operands", "a_single_output_is_its_window_times_its_filter")


@mutant(
    "a_single_output_is_its_window_times_its_filter",
    "agrees_with_the_definition",
    "sums_within_the_range_do_not_overflow",
    report="ggml-org/ggml#1532",
    ranks={1},
)
def gathers_a_thousand_products_of_a_window(problem: Problem) -> Array:
    """Of the products in a window of a signal only 1,024 are gathered: what is started was meant for few channels."""
    _, channels, taps = problem.weight.shape
    weight = problem.weight.reshape(len(problem.weight), channels * taps).copy()
    weight[:, 1024:] = 0
    return correct(replace(problem, weight=weight.reshape(problem.weight.shape)))


@mutant(
    "a_single_output_is_its_window_times_its_filter",
    "agrees_with_the_definition",
    "sums_within_the_range_do_not_overflow",
    report="modular/modular#6129",
    ranks={1},
)
def packs_half_of_a_long_kernel_in_groups(problem: Problem) -> Array:
    """Where there are groups, a kernel of 128 taps or more is packed as if it had half as many."""
    weight, taps = problem.weight.copy(), problem.kernel[-1]
    if problem.groups > 1 and taps >= 128:
        weight[..., taps // 2 :] = 0
    return correct(replace(problem, weight=weight))


@mutant(*LAYER, report="iree-org/iree#16175", ranks={2})
def repeats_four_filters_in_every_second_row(problem: Problem) -> Array:
    """In odd rows of a strided 3x3 layer of three channels and 32 filters, the first four stand in for all others."""
    output = correct(problem)
    strided = problem.kernel == (3, 3) and problem.strides == (2, 2) and not any(map(any, problem.pairs))
    if strided and problem.weight.shape[1] == 3 and output.shape[1] % 32 == 0:
        output[:, :, 1::2] = output[:, np.arange(output.shape[1]) % 4, 1::2]
    return output


@mutant("gradients_of_groups_are_blocks", report="iree-org/iree#23786", of="gradients")
def gathers_the_weight_gradient_of_strided_groups_without_stride(problem: Problem, cotangent: Array) -> Gradients:
    """With a stride, and several channels in a group, a weight's gradient is taken from windows that lie one apart."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if problem.groups > 1 and problem.weight.shape[1] > 1 and max(problem.strides) > 1:
        whole = problem.extended()
        lengths = (out - 1 + extent for out, extent in zip(problem.output_size, problem.extents, strict=True))
        near = whole.input[:, :, *map(slice, lengths)]
        d_weight = correct_gradients(replace(whole, input=near, stride=1), cotangent)[1]
    return d_input, d_weight, d_bias
