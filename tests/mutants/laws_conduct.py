"""Mutants for the chapter on conduct: paths that disagree, and state that is kept or changed."""

import os
import random
import sys
import warnings
from dataclasses import replace

import numpy as np

from spec import Problem, TransposedProblem

from ._arithmetic import flush_to_zero, round_down
from ._mutant import (
    Array,
    Gradients,
    correct,
    correct_but_for_the_last_tap,
    correct_gradients,
    correct_transposed,
    mutant,
)


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


@mutant("a_call_changes_nothing_else")
def prints_the_shape_of_its_output(problem: Problem) -> Array:
    """A line that was of use in debugging prints to stdout."""
    output = correct(problem)
    print(output.shape)
    return output


@mutant("a_call_changes_nothing_else")
def complains_past_python(problem: Problem) -> Array:
    """Native code writes to the file descriptor of stderr, where it finds no faster kernel."""
    if max(problem.dilations) > 1:
        os.write(2, b"[W] no kernel for dilations, using the reference\n")
    return correct(problem)


@mutant("a_call_changes_nothing_else", of="transposed")
def complains_of_an_output_padding(problem: TransposedProblem) -> Array:
    """A transposed correlation with an output padding prints to Python's stderr."""
    if any(problem.output_paddings):
        print("output_padding is experimental", file=sys.stderr)
    return correct_transposed(problem)


@mutant("a_call_changes_nothing_else")
def leaves_warnings_of_overflow_off(problem: Problem) -> Array:
    """NumPy's warnings of overflows are switched to exceptions around the sum, and not back."""
    np.seterr(over="raise")
    return correct(problem)


@mutant("a_call_changes_nothing_else")
def seeds_numpy_in_order_to_be_reproducible(problem: Problem) -> Array:
    """A seed is set, so that an algorithm which is chosen at random is always the same."""
    np.random.seed(0)
    return correct(problem)


@mutant("a_call_changes_nothing_else", of="gradients")
def chooses_an_algorithm_at_random(problem: Problem, cotangent: Array) -> Gradients:
    """The algorithm for the way back is drawn from the generator that everybody shares."""
    random.choice(["gemm", "direct"])
    return correct_gradients(problem, cotangent)


@mutant("a_call_changes_nothing_else")
def sets_a_variable_for_its_threads(problem: Problem) -> Array:
    """A variable of the environment is set for a library that reads it, and stays set."""
    os.environ["KMP_BLOCKTIME"] = "0"
    return correct(problem)


@mutant("a_call_changes_nothing_else")
def tunes_itself_in_another_directory(problem: Problem) -> Array:
    """A cache is looked for in the root directory, which becomes the current one."""
    os.chdir("/")
    return correct(problem)


@mutant("a_call_changes_nothing_else")
def silences_warnings_for_good(problem: Problem) -> Array:
    """A warning that is expected is silenced for the whole process."""
    warnings.simplefilter("ignore", DeprecationWarning)
    return correct(problem)


@mutant("a_call_changes_nothing_else")
def leaves_infinities_unheard_of(problem: Problem) -> Array:
    """NumPy is told to ignore infinities and what is no number, and not told otherwise again."""
    np.seterr(divide="ignore", invalid="ignore")
    return correct(problem)


@mutant("a_call_changes_nothing_else")
def flushes_small_numbers_to_zero_for_good(problem: Problem) -> Array:
    """The processor is told to take the smallest numbers for zero, which is faster, and left so."""
    output = correct(problem)
    flush_to_zero()
    return output


@mutant("a_call_changes_nothing_else", of="gradients")
def leaves_the_processor_rounding_down(problem: Problem, cotangent: Array) -> Gradients:
    """The processor is told to round down, for a bound from below, and left so."""
    found = correct_gradients(problem, cotangent)
    round_down()
    return found
