"""Mutants for the chapter on layers: faults that only large problems have."""

from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_info

from spec import Problem

from ._mutant import Array, correct, correct_but_for_the_last_tap, mutant

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


@mutant("a_single_output_is_its_window_times_its_filter")
def sums_large_layers_in_single_precision(problem: Problem) -> Array:
    """Doubles are added up as floats where there is much to add, which loses bits above the twenty-fourth."""
    if not _is_large(problem) or problem.input.dtype != np.float64:
        return correct(problem)
    narrow = {name: getattr(problem, name).astype(np.float32) for name in ("input", "weight")}
    bias = None if problem.bias is None else problem.bias.astype(np.float32)
    return correct(replace(problem, **narrow, bias=bias)).astype(np.float64)


@mutant("the_number_of_threads_is_immaterial")
def loses_a_partial_sum_to_a_second_thread(problem: Problem) -> Array:
    """Two threads add to the same row, and what the first had added under the last tap is lost."""
    output = correct(problem)
    if not _is_large(problem) or _threads() == 1:
        return output
    row = output.shape[2] // 2
    output[:, :, row] = correct_but_for_the_last_tap(problem)[:, :, row]
    return output


@mutant("the_number_of_threads_is_immaterial")
def lets_threads_share_a_workspace(problem: Problem) -> Array:
    """Each thread makes its share of the batch from the windows that the last one left in a workspace for all."""
    share = -(-len(problem.input) // _threads())
    if not _is_large(problem) or share == len(problem.input):
        return correct(problem)
    last = problem.input[-share:]
    return correct(replace(problem, input=np.concatenate([last] * _threads())[: len(problem.input)]))
