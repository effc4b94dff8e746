"""Mutants for the chapter on conduct: what a call does to the process that it runs in."""

import os
import random
import sys
import warnings
from dataclasses import replace

import numpy as np

from spec import Problem, TransposedProblem

from ._mutant import Array, Gradients, correct, correct_gradients, correct_transposed, mutant


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


def _as_32_bits(number: int) -> int:
    return (number + 2**31) % 2**32 - 2**31


@mutant("invalid_problems_are_refused", sees_nonsense=True)
def counts_its_padding_in_32_bits(problem: Problem) -> Array:
    """What a padding has above 32 bits is lost."""
    padding = problem.padding
    if isinstance(padding, tuple) and min(map(min, padding)) >= 0:
        padding = tuple((_as_32_bits(before), _as_32_bits(after)) for before, after in padding)
    return correct(replace(problem, padding=padding))


@mutant("invalid_transposed_problems_are_refused", of="transposed", sees_nonsense=True)
def counts_its_stride_in_32_bits(problem: TransposedProblem) -> Array:
    """What a stride of a transposed correlation has above 32 bits is lost, and one is the least."""
    if min(problem.strides) < 1:
        return correct_transposed(problem)
    return correct_transposed(replace(problem, stride=tuple(max(1, _as_32_bits(stride)) for stride in problem.strides)))


@mutant("no_window_is_never_invented")
def counts_an_extent_in_32_bits(problem: Problem) -> Array:
    """What a dilation has above 32 bits is lost, so that a kernel fits that is far too long."""
    return correct(replace(problem, dilation=tuple(max(1, _as_32_bits(dilation)) for dilation in problem.dilations)))


@mutant("a_stride_beyond_the_input_keeps_one_window")
def cuts_its_stride_to_32_bits(problem: Problem) -> Array:
    """What a stride has above 32 bits is lost, and one is the least."""
    return correct(replace(problem, stride=tuple(max(1, _as_32_bits(stride)) for stride in problem.strides)))


@mutant("a_stride_beyond_the_input_keeps_one_window")
def refuses_a_stride_longer_than_the_input(problem: Problem) -> Array:
    """A stride that leaves the input after one window is refused."""
    padded = problem.extended().size
    if any(stride > length for stride, length in zip(problem.strides, padded, strict=True)):
        raise ValueError(f"stride {problem.strides} is longer than the input")
    return correct(problem)
