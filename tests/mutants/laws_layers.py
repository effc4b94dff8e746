"""Mutants for the chapter on layers: faults that only large problems have."""

from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_info

from spec import Problem, TransposedProblem
from spec.definition.dtypes import HALVES

from ._mutant import (
    Array,
    Gradients,
    correct,
    correct_but_for_the_last_tap,
    correct_gradients,
    correct_transposed,
    mutant,
)

SEVERAL = 20_480
"""Elements of an input from which on work is divided."""


def _is_large(problem: Problem) -> bool:
    return problem.input.size > SEVERAL


def _threads() -> int:
    """The threads that may be used."""
    return max((pool["num_threads"] for pool in threadpool_info()), default=1)


@mutant("contracting_the_output_contracts_the_operands", "a_single_output_is_its_window_times_its_filter")
def leaves_a_remainder_of_columns_at_zero(problem: Problem) -> Array:
    """More than 512 windows are made 512 at a time, and those after the last full tile stay at zero."""
    output = correct(problem)
    windows = int(np.prod(problem.output_size))
    if windows > 512:
        output.reshape(*output.shape[:2], windows)[..., windows // 512 * 512 :] = 0
    return output


@mutant("contracting_the_output_contracts_the_operands", "a_single_output_is_its_window_times_its_filter")
def keeps_an_offset_in_sixteen_bits(problem: Problem) -> Array:
    """The offset of an element in its item has sixteen bits, so that late channels are read from the beginning."""
    items = problem.input.reshape(len(problem.input), -1)
    wrapped = items[:, np.arange(items.shape[1]) % 2**16]
    return correct(replace(problem, input=wrapped.reshape(problem.input.shape)))


@mutant("contracting_the_output_contracts_the_operands", "a_single_output_is_its_window_times_its_filter")
def skips_the_last_block_of_many_filters(problem: Problem) -> Array:
    """More than 64 filters are made 64 at a time, and those after the last full block stay at zero."""
    output = correct(problem)
    if output.shape[1] > 64:
        output[:, output.shape[1] // 64 * 64 :] = 0
    return output


@mutant("contracting_the_output_contracts_the_operands")
def counts_one_product_twice(problem: Problem) -> Array:
    """Where two tiles of a large output meet, a single output is made by both, and has one product too many."""
    output = correct(problem)
    if _is_large(problem):
        output[(0, 0, *(length // 2 for length in problem.output_size))] += problem.weight.flat[0]
    return output


@mutant("contracting_the_output_contracts_the_operands")
def exchanges_two_windows_of_a_large_row(problem: Problem) -> Array:
    """Rows of more than 32 windows are written back with the two in their middle exchanged."""
    output = correct(problem)
    middle = output.shape[-1] // 2
    if output.shape[-1] > 32:
        output[..., [middle, middle + 1]] = output[..., [middle + 1, middle]]
    return output


@mutant("contracting_the_output_contracts_the_operands", "a_single_output_is_its_window_times_its_filter")
def sums_large_layers_in_single_precision(problem: Problem) -> Array:
    """Doubles are added up as floats where there is much to add, which loses bits above the twenty-fourth."""
    if not _is_large(problem) or problem.input.dtype != np.float64:
        return correct(problem)
    narrow = {name: getattr(problem, name).astype(np.float32) for name in ("input", "weight")}
    bias = None if problem.bias is None else problem.bias.astype(np.float32)
    return correct(replace(problem, **narrow, bias=bias)).astype(np.float64)


@mutant("the_number_of_threads_is_immaterial", "contracting_the_output_contracts_the_operands")
def loses_a_partial_sum_to_a_second_thread(problem: Problem) -> Array:
    """Two threads add to the same row, and what the first had added under the last tap is lost."""
    output = correct(problem)
    if not _is_large(problem) or _threads() == 1:
        return output
    row = output.shape[2] // 2
    output[:, :, row] = correct_but_for_the_last_tap(problem)[:, :, row]
    return output


@mutant("the_number_of_threads_is_immaterial", "contracting_the_output_contracts_the_operands")
def lets_threads_share_a_workspace(problem: Problem) -> Array:
    """Each thread makes its share of the batch from the windows that the last one left in a workspace for all."""
    share = -(-len(problem.input) // _threads())
    if not _is_large(problem) or share == len(problem.input):
        return correct(problem)
    last = problem.input[-share:]
    return correct(replace(problem, input=np.concatenate([last] * _threads())[: len(problem.input)]))


@mutant(
    "contracting_the_gradients_contracts_the_cotangent",
    "a_single_element_of_a_gradient_is_its_own_sum",
    of="gradients",
)
def leaves_the_last_windows_out_of_a_weight_gradient(problem: Problem, cotangent: Array) -> Gradients:
    """From 1,024 windows on a weight's gradient adds up 256 at a time, and those after the last full block are lost."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    windows = int(np.prod(problem.output_size))
    if windows >= 1024 and windows % 256:
        blocks = cotangent.copy()
        blocks.reshape(*cotangent.shape[:2], windows)[..., windows // 256 * 256 :] = 0
        d_weight = correct_gradients(problem, blocks)[1]
    return d_input, d_weight, d_bias


@mutant(
    "contracting_the_gradients_contracts_the_cotangent",
    "a_single_element_of_a_gradient_is_its_own_sum",
    of="gradients",
)
def leaves_the_last_row_of_wide_images_without_a_gradient(problem: Problem, cotangent: Array) -> Gradients:
    """In images of more than 64 columns the last row of the input's gradient stays at zero."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if problem.size[-1] > 64:
        d_input[:, :, -1] = 0
    return d_input, d_weight, d_bias


@mutant("contracting_the_gradients_contracts_the_cotangent", of="gradients")
def counts_one_product_of_a_gradient_twice(problem: Problem, cotangent: Array) -> Gradients:
    """Where two tiles of a large input meet, one element of its gradient has one product too many."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if _is_large(problem):
        d_input[(0, 0, *(length // 2 for length in problem.size))] += problem.weight.flat[0] * cotangent.flat[0]
    return d_input, d_weight, d_bias


@mutant("contracting_the_gradients_contracts_the_cotangent", of="gradients")
def exchanges_two_taps_of_the_weight_gradient_of_a_large_layer(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of the last filter is written back with its first two taps exchanged, where there is much to do."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if _is_large(problem) and problem.kernel[-1] > 1:
        d_weight[-1, ..., :2] = d_weight[-1, ..., 1::-1].copy()
    return d_input, d_weight, d_bias


@mutant("contracting_the_gradients_contracts_the_cotangent", of="gradients")
def sums_a_bias_gradient_over_the_first_blocks_of_windows(problem: Problem, cotangent: Array) -> Gradients:
    """A bias's gradient is the sum over 512 windows of each item, and over those that fill another 512."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    windows = cotangent.reshape(*cotangent.shape[:2], int(np.prod(problem.output_size)))
    if windows.shape[2] > 512:
        d_bias = windows[..., : windows.shape[2] // 512 * 512].sum(axis=(0, 2), dtype=d_bias.dtype)
    return d_input, d_weight, d_bias


@mutant(
    "contracting_the_gradients_contracts_the_cotangent",
    "a_single_element_of_a_gradient_is_its_own_sum",
    of="gradients",
)
def keeps_large_weight_gradients_in_eight_bits(problem: Problem, cotangent: Array) -> Gradients:
    """Sums over the windows of a large layer are kept in bfloat16, which has eight digits."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if _is_large(problem) and d_weight.dtype == np.float32:
        d_weight = d_weight.astype(HALVES["bfloat16"]).astype(np.float32)
    return d_input, d_weight, d_bias


@mutant("a_single_element_of_a_gradient_is_its_own_sum", of="gradients")
def forgets_the_last_item_of_a_large_batch(problem: Problem, cotangent: Array) -> Gradients:
    """Of a batch with much to do, the input of the last item gets the gradient of the first."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if _is_large(problem):
        d_input[-1] = d_input[0] if len(d_input) > 1 else 0
    return d_input, d_weight, d_bias


@mutant(
    "contracting_the_stamps_contracts_the_operands",
    "a_single_transposed_output_is_the_sum_of_its_stamps",
    of="transposed",
)
def leaves_a_remainder_of_stamped_columns_at_zero(problem: TransposedProblem) -> Array:
    """Images of more than 64 columns are stamped 64 at a time, and those after the last full tile stay at zero."""
    output = correct_transposed(problem)
    if output.shape[-1] > 64:
        output[..., output.shape[-1] // 64 * 64 :] = 0
    return output


@mutant("contracting_the_stamps_contracts_the_operands", of="transposed")
def loses_a_stamp_where_two_tiles_meet(problem: TransposedProblem) -> Array:
    """Tiles of a large image are stamped by two threads, and where they meet one element loses what the other added."""
    output = correct_transposed(problem)
    if problem.input.size > SEVERAL:
        output[(-1, -1, *(length // 2 for length in problem.output_size))] -= problem.weight.flat[-1]
    return output


@mutant(
    "contracting_the_stamps_contracts_the_operands",
    "a_single_transposed_output_is_the_sum_of_its_stamps",
    of="transposed",
)
def keeps_the_offset_of_a_stamp_in_sixteen_bits(problem: TransposedProblem) -> Array:
    """The offset of what is stamped has sixteen bits in its item, so that late channels stamp what early ones hold."""
    items = problem.input.reshape(len(problem.input), -1)
    wrapped = items[:, np.arange(items.shape[1]) % 2**16]
    return correct_transposed(replace(problem, input=wrapped.reshape(problem.input.shape)))


@mutant("a_nan_in_a_layer_stays_in_its_windows")
def adds_a_block_and_takes_it_away(problem: Problem) -> Array:
    """From some size on there are fewer products, for which all of an item is added to its outputs and taken away."""
    output = correct(problem)
    if not _is_large(problem) or problem.input.dtype.kind != "f":
        return output
    whole = problem.input.sum(axis=tuple(range(1, problem.input.ndim)), keepdims=True)
    return output + (whole - whole)
