"""Mutants for the chapter on numerics: operands and sums in too narrow a type, which small integers do not show."""

from collections.abc import Callable
from dataclasses import replace

import ml_dtypes
import numpy as np

from spec import Problem, TransposedProblem
from spec.checking.arithmetic import rounded
from spec.definition.boundary import extend

from ._mutant import Array, Gradients, correct, correct_gradients, correct_transposed, mutant
from ._stamps import with_bias

REALS = {"float32", "float64", "complex128"}


def with_operands(problem: Problem, change: Callable[[Array], Array]) -> Array:
    """The right output for operands that were changed, in the dtype of those that were not."""
    changed = replace(problem, input=change(problem.input), weight=change(problem.weight))
    return correct(replace(changed, bias=None)).astype(problem.input.dtype) + offsets(problem)


def kept_in(dtype: type, problem: Problem) -> Array:
    """Sums of exact products that are rounded to `dtype` at every tap, channels first."""
    extended = extend(problem.input, problem.pairs, problem.boundary)
    output = np.zeros(problem.output_shape, dtype)
    for mine, seen in problem.blocks:
        for tap in np.ndindex(*problem.kernel):
            under = problem.under_tap(extended[:, seen], tap)
            for channel in range(under.shape[1]):
                kernel = problem.weight[mine, channel, *tap].reshape(-1, *[1] * problem.rank)
                output[:, mine] += (kernel * under[:, channel : channel + 1]).astype(dtype)
    return output.astype(problem.input.dtype) + offsets(problem)


def offsets(problem: Problem) -> Array:
    """The bias, to be added to every element of a filter's output."""
    if problem.bias is None:
        return np.zeros((), problem.input.dtype)
    return problem.bias.reshape(-1, *[1] * problem.rank)


@mutant("error_is_within_the_bound", "error_has_the_variance_of_the_dtype", dtypes={"float32"})
def keeps_its_sums_in_half_precision(problem: Problem) -> Array:
    """Sums are kept in float16, as fast kernels for float16 operands do, and returned as float32."""
    return kept_in(np.float16, problem)


@mutant("error_is_within_the_bound", "error_has_the_variance_of_the_dtype", dtypes={"float32"})
def keeps_its_sums_in_bfloat16(problem: Problem) -> Array:
    """Sums are kept in bfloat16 and returned as float32."""
    return kept_in(ml_dtypes.bfloat16, problem)


@mutant("error_is_within_the_bound", "error_has_the_variance_of_the_dtype", dtypes={"float64"})
def keeps_the_sums_of_doubles_in_floats(problem: Problem) -> Array:
    """Doubles are multiplied as they are and added up in float32."""
    return kept_in(np.float32, problem)


@mutant("error_has_the_variance_of_the_dtype", "every_bit_of_an_operand_counts", dtypes={"float32"})
def rounds_its_operands_to_tf32(problem: Problem) -> Array:
    """Operands are rounded to the eleven bits of TF32, and their products added up in float32."""
    return with_operands(problem, lambda array: rounded(array, 11))


@mutant("error_has_the_variance_of_the_dtype", "every_bit_of_an_operand_counts", dtypes={"float32"})
def rounds_its_operands_to_bfloat16(problem: Problem) -> Array:
    """Operands are rounded to bfloat16, and their products added up in float32."""
    return with_operands(problem, lambda array: rounded(array, 8))


@mutant("every_bit_of_an_operand_counts", dtypes={"float32"})
def rounds_its_weight_to_half_precision(problem: Problem) -> Array:
    """The weight is stored in float16, and nothing else is rounded."""
    return correct(replace(problem, weight=problem.weight.astype(np.float16).astype(problem.weight.dtype)))


@mutant("error_has_the_variance_of_the_dtype", dtypes={"float64", "complex128"})
def computes_doubles_as_floats(problem: Problem) -> Array:
    """Double precision is computed in single precision."""
    narrow = {"f": np.float32, "c": np.complex64}[problem.input.dtype.kind]
    return with_operands(problem, lambda array: array.astype(narrow))


@mutant("error_is_within_the_bound", "error_has_the_variance_of_the_dtype", dtypes=REALS)
def loses_the_last_product_of_fractions(problem: Problem) -> Array:
    """The last tap of the last channel is left out where the input has fractions."""
    if np.array_equal(problem.input, np.round(problem.input)):
        return correct(problem)
    weight = problem.weight.copy()
    weight[:, -1, *[-1] * problem.rank] = 0
    return correct(replace(problem, weight=weight))


@mutant("error_is_within_the_bound", dtypes={"float32"})
def computes_one_output_in_a_thousand_in_half_precision(problem: Problem) -> Array:
    """The first output is what a kernel for float16 makes of it."""
    output = correct(problem)
    if 0 not in output.shape:
        first = replace(problem.fitted(), bias=None)
        first = replace(first, input=first.input[:1], weight=first.weight[: len(first.weight) // first.groups])
        first = replace(first, input=first.input[:, : first.weight.shape[1]], groups=1)
        output.flat[0] = (kept_in(np.float16, first) + offsets(problem).ravel()[0]).flat[0]
    return output


@mutant("error_has_the_variance_of_the_dtype", dtypes={"float32"}, rounding="transform")
def transforms_in_tf32(problem: Problem) -> Array:
    """A transform rounds fractions to the eleven bits of TF32 before it begins."""
    return with_operands(problem, lambda array: rounded(array, 11))


@mutant("gradient_errors_are_within_the_bound", of="gradients", dtypes={"float32"})
def adds_the_weight_gradient_up_in_half_precision(problem: Problem, cotangent: Array) -> Gradients:
    """Where there are fractions the weight's gradient is added up item by item in float16, as for mixed precision."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if np.array_equal(cotangent, np.round(cotangent)):
        return d_input, d_weight, d_bias
    sums = np.zeros(d_weight.shape, np.float16)
    for n in range(len(cotangent)):
        item = replace(problem, input=problem.input[n : n + 1])
        sums += correct_gradients(item, cotangent[n : n + 1])[1].astype(np.float16)
    return d_input, sums.astype(d_weight.dtype), d_bias


@mutant("gradient_errors_are_within_the_bound", of="gradients", dtypes={"float64"})
def goes_back_in_single_precision(problem: Problem, cotangent: Array) -> Gradients:
    """The way back of doubles is computed in single precision."""
    narrow = replace(problem, input=problem.input.astype(np.float32), weight=problem.weight.astype(np.float32))
    d_input, d_weight, d_bias = correct_gradients(narrow, cotangent.astype(np.float32))
    return d_input.astype(float), d_weight.astype(float), d_bias.astype(float)


@mutant("transposed_errors_are_within_the_bound", of="transposed", dtypes={"float32"})
def adds_stamps_of_fractions_up_in_half_precision(problem: TransposedProblem) -> Array:
    """Stamps of fractions are added up, channel by channel, in float16."""
    if problem.groups > 1 or np.array_equal(problem.input, np.round(problem.input)):
        return correct_transposed(problem)
    stamped = np.zeros(problem.output_shape, np.float16)
    for c in range(len(problem.weight)):
        one = replace(problem, input=problem.input[:, c : c + 1], weight=problem.weight[c : c + 1], bias=None)
        stamped += correct_transposed(one).astype(np.float16)
    return with_bias(problem, stamped.astype(problem.input.dtype))


@mutant("integers_wrap_or_are_refused", dtypes={"int32"})
def saturates(problem: Problem) -> Array:
    """Sums that grow too large stay at the largest or smallest integer, as in quantised kernels."""
    limits = np.iinfo(problem.input.dtype)
    output = with_operands(replace(problem, bias=None), lambda array: array.astype(np.int64)).astype(np.int64)
    exact = correct(replace(problem, input=problem.input.astype(float), weight=problem.weight.astype(float), bias=None))
    clipped = np.where(np.abs(exact) > limits.max, np.where(exact > 0, limits.max, limits.min), output)
    return clipped.astype(problem.input.dtype) + offsets(problem)


@mutant("integers_wrap_or_are_refused", dtypes={"int64"})
def adds_large_integers_up_as_doubles(problem: Problem) -> Array:
    """Integers are added up as doubles, and come back modulo 2**64, without their last bits."""
    floats = correct(
        replace(problem, input=problem.input.astype(float), weight=problem.weight.astype(float), bias=None)
    )
    with np.errstate(invalid="ignore"):
        return np.fmod(floats, 2.0**63).astype(np.int64) + offsets(problem)


@mutant("integers_wrap_or_are_refused", dtypes={"int64"})
def multiplies_the_lower_halves_of_long_integers(problem: Problem) -> Array:
    """Operands of 64 bits are multiplied by an instruction for 32."""
    return with_operands(problem, lambda array: array.astype(np.int32).astype(np.int64))
