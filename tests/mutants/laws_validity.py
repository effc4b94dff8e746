"""Mutants for the chapter on validity: refusals, sizes that leave their bits, and dtypes that are not kept."""

import warnings
from dataclasses import replace

import numpy as np

from spec import Problem, TransposedProblem

from ._mutant import Array, Gradients, correct, correct_gradients, correct_train, correct_transposed, mutant


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


@mutant("two_dtypes_lose_nothing_or_are_refused")
def casts_its_weight_to_the_dtype_of_the_input(problem: Problem) -> Array:
    """The weight is cast to the input's dtype, whatever that cannot hold of it."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return correct(replace(problem, weight=problem.weight.astype(problem.input.dtype)))


@mutant("two_dtypes_lose_nothing_or_are_refused")
def answers_in_the_dtype_of_the_input(problem: Problem) -> Array:
    """The sum is made in the dtype that both are promoted to, and stored in the input's."""
    dtype = np.result_type(problem.input, problem.weight)
    output = correct(replace(problem, input=problem.input.astype(dtype), weight=problem.weight.astype(dtype)))
    return (output.real if problem.input.dtype.kind != "c" else output).astype(problem.input.dtype)


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


@mutant("the_result_keeps_the_dtype", of="gradients")
def returns_gradients_as_doubles(problem: Problem, cotangent: Array) -> Gradients:
    """Gradients are summed in double precision, and stay so."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, d_weight.astype(np.float64), d_bias


@mutant("the_result_keeps_the_dtype", of="transposed")
def returns_transposed_doubles(problem: TransposedProblem) -> Array:
    """A transposed correlation of floats comes back as doubles."""
    output = correct_transposed(problem)
    return output.astype(np.float64) if output.dtype == np.float32 else output


@mutant("the_result_keeps_the_dtype", of="train")
def learns_in_doubles(
    input: Array, target: Array, weight: Array, learning_rate: float, steps: int
) -> tuple[Array, Array]:
    """What is learned from floats comes back as doubles."""
    learned, losses = correct_train(input, target, weight, learning_rate, steps)
    return learned.astype(np.float64), losses


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
