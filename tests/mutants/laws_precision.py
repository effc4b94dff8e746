"""More mutants for the chapter on numerics: ways back in too narrow a type, box filters, biases, and claims of sums."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ml_dtypes
import numpy as np

from spec import Problem, TransposedProblem
from spec.checking.arithmetic import rounded
from spec.definition.boundary import extend

from ._mutant import (
    Array,
    Gradients,
    correct,
    correct_gradients,
    correct_train,
    correct_transposed,
    loss_and_gradient,
    mutant,
)
from ._stamps import with_bias
from .laws_numerics import kept_in, offsets, with_operands

GRADIENTS = "gradient_errors_have_the_variance_of_the_dtype"
BOX, ALONE = "a_box_filter_rounds_no_more_than_others", "a_box_filter_looks_at_its_window_alone"


def to_tf32(array: Array) -> Array:
    """`array` with the eleven bits of TF32."""
    return rounded(array, 11)


@mutant("convolution_errors_have_the_variance_of_the_dtype", of="convolve", dtypes={"float32"})
def convolves_in_tf32(problem: Problem) -> Array:
    """A convolution rounds its operands to the eleven bits of TF32."""
    return with_operands(problem.with_kernel_reversed(), to_tf32)


@mutant("convolution_errors_are_within_the_bound", of="convolve", dtypes={"float32"})
def convolves_in_half_precision(problem: Problem) -> Array:
    """A convolution keeps its sums in float16."""
    return kept_in(np.float16, problem.with_kernel_reversed())


@mutant(GRADIENTS, of="gradients", dtypes={"float32"})
def goes_back_in_tf32(problem: Problem, cotangent: Array) -> Gradients:
    """On the way back operands are rounded to the eleven bits of TF32, and on the way there they are not."""
    narrow = replace(problem, input=to_tf32(problem.input), weight=to_tf32(problem.weight))
    return correct_gradients(narrow, to_tf32(cotangent))


@mutant(GRADIENTS, of="gradients", dtypes={"float32"})
def goes_back_to_the_input_in_tf32(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of the input alone is made of operands that are rounded to TF32."""
    narrow = replace(problem, weight=to_tf32(problem.weight))
    return correct_gradients(narrow, to_tf32(cotangent))[0], *correct_gradients(problem, cotangent)[1:]


def with_items_added_up_in(dtype: Any, problem: Problem, cotangent: Array) -> Gradients:
    """The gradients, of which the weight's is added up in `dtype`, item by item."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    sums = np.zeros(d_weight.shape, dtype)
    for n in range(len(cotangent)):
        item = replace(problem, input=problem.input[n : n + 1])
        sums += correct_gradients(item, cotangent[n : n + 1])[1].astype(dtype)
    return d_input, sums.astype(d_weight.dtype), d_bias


@mutant(GRADIENTS, "contracting_the_gradients_contracts_the_cotangent", of="gradients", dtypes={"float64"})
def adds_many_windows_of_doubles_up_in_floats(problem: Problem, cotangent: Array) -> Gradients:
    """A weight's gradient is added up in float32 where an item has a thousand windows."""
    if np.prod(problem.output_size) < 1024:
        return correct_gradients(problem, cotangent)
    return with_items_added_up_in(np.float32, problem, cotangent)


@mutant(
    GRADIENTS, "gradients_agree_with_the_definition", "gradients_add_over_the_batch", of="gradients", dtypes={"float64"}
)
def adds_many_items_of_doubles_up_in_floats(problem: Problem, cotangent: Array) -> Gradients:
    """A weight's gradient is added up in float32 where there are hundreds of items, with a thousand windows in all."""
    if len(problem.input) < 200 or len(problem.input) * np.prod(problem.output_size) < 1024:
        return correct_gradients(problem, cotangent)
    return with_items_added_up_in(np.float32, problem, cotangent)


@mutant(GRADIENTS, of="gradients", dtypes={"float32"})
def adds_the_bias_gradient_up_in_half_precision(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of the bias is added up in float16, item by item, where there are fractions."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if not np.array_equal(cotangent, np.round(cotangent)):
        items = cotangent.sum(axis=tuple(range(2, cotangent.ndim)))
        d_bias = items.astype(np.float16).sum(axis=0).astype(d_bias.dtype)
    return d_input, d_weight, d_bias


@mutant("transposed_errors_have_the_variance_of_the_dtype", of="transposed", dtypes={"float32"})
def stamps_in_tf32(problem: TransposedProblem) -> Array:
    """A transposed correlation rounds its operands to the eleven bits of TF32."""
    return correct_transposed(replace(problem, input=to_tf32(problem.input), weight=to_tf32(problem.weight)))


@mutant("a_step_of_descent_rounds_like_the_dtype", of="train", dtypes={"float32"})
def learns_in_tf32(input: Array, target: Array, weight: Array, learning_rate: float, steps: int) -> tuple[Array, Array]:
    """The gradient that a layer learns from is rounded to the eleven bits of TF32."""
    losses = np.zeros(steps, input.dtype)
    for step in range(steps):
        losses[step], gradient = loss_and_gradient(input, target, weight)
        weight = weight - learning_rate * to_tf32(gradient)
    return weight, losses


@mutant("losses_are_within_the_bound", of="train", dtypes={"float64"})
def logs_its_losses_in_single_precision(
    input: Array, target: Array, weight: Array, learning_rate: float, steps: int
) -> tuple[Array, Array]:
    """Losses of doubles are kept in float32, as metrics are."""
    learned, losses = correct_train(input, target, weight, learning_rate, steps)
    return learned, losses.astype(np.float32).astype(np.float64)


def summed_areas(problem: Problem, dtype: Any) -> Array:
    """The output where all taps of a plane are equal: sums over rectangles, from a table of running sums in `dtype`."""
    extended = extend(problem.input, problem.pairs, problem.boundary).astype(dtype)
    table = np.pad(extended, [(0, 0), (0, 0), (1, 0), (1, 0)]).cumsum(axis=2, dtype=dtype).cumsum(axis=3, dtype=dtype)
    (height, width), (down, right) = problem.kernel, problem.strides
    corners = table[:, :, height:] - table[:, :, :-height]
    sums = (corners[..., width:] - corners[..., :-width])[:, :, ::down, ::right]
    output = np.zeros(problem.output_shape, dtype)
    for mine, seen in problem.blocks:
        output[:, mine] += np.einsum("nchw,oc->nohw", sums[:, seen], problem.weight[mine, :, 0, 0].astype(dtype))
    return output.astype(problem.input.dtype) + offsets(problem)


def is_a_box(problem: Problem) -> bool:
    """Whether the kernel has two axes, 25 taps next to each other or more, and all of them equal."""
    if problem.rank != 2 or set(problem.dilations) != {1} or np.prod(problem.kernel) < 25 or 0 in problem.output_shape:
        return False
    return bool((problem.weight == problem.weight[:, :, :1, :1]).all())


@mutant(BOX, ALONE, dtypes={"float32"})
def filters_boxes_by_a_summed_area_table(problem: Problem) -> Array:
    """Where all of 25 taps are equal, sums over windows are differences of running sums over the whole image."""
    return summed_areas(problem, problem.input.dtype) if is_a_box(problem) else correct(problem)


@mutant(ALONE, dtypes={"float32"})
def filters_boxes_by_a_wider_summed_area_table(problem: Problem) -> Array:
    """The same with running sums in float64, which lose the small numbers beside a large one, and spread infinities."""
    return summed_areas(problem, np.float64) if is_a_box(problem) else correct(problem)


def with_bias_changed(problem: Any, change: Callable[[Array], Array]) -> Any:
    """`problem` with another bias."""
    return problem if problem.bias is None else replace(problem, bias=change(problem.bias))


def to_half_precision(array: Array) -> Array:
    """`array` by way of float16."""
    return array.astype(np.float16).astype(array.dtype)


@mutant("every_bit_of_a_bias_counts", dtypes={"float32"})
def keeps_its_bias_in_half_precision(problem: Problem) -> Array:
    """The bias is kept in float16."""
    return correct(with_bias_changed(problem, to_half_precision))


@mutant("every_bit_of_a_bias_counts", dtypes={"float16", "bfloat16"})
def drops_the_fractions_of_its_bias(problem: Problem) -> Array:
    """A bias of a half type is rounded to an integer."""
    return correct(with_bias_changed(problem, np.round))


@mutant("every_bit_of_a_convolutions_bias_counts", of="convolve", dtypes={"float32"})
def convolves_with_a_bias_in_half_precision(problem: Problem) -> Array:
    """The bias of a convolution is kept in float16."""
    return correct(with_bias_changed(problem.with_kernel_reversed(), to_half_precision))


@mutant("every_bit_of_a_transposed_bias_counts", of="transposed", dtypes={"float32"})
def stamps_over_a_bias_in_bfloat16(problem: TransposedProblem) -> Array:
    """The bias of a transposed correlation is kept in bfloat16."""
    return correct_transposed(
        with_bias_changed(problem, lambda bias: bias.astype(ml_dtypes.bfloat16).astype(bias.dtype))
    )


@mutant("a_nan_in_a_bias_stays_in_its_feature_map", of="transposed")
def masks_out_a_transposed_bias_that_is_no_number(problem: TransposedProblem) -> Array:
    """A bias of a transposed correlation that is not finite is not added."""
    return correct_transposed(
        with_bias_changed(problem, lambda bias: np.where(np.isfinite(bias), bias, 0).astype(bias.dtype))
    )


@mutant("sums_within_the_range_do_not_overflow", dtypes={"float32", "float64"})
def moves_a_factor_from_its_weight_to_its_input(problem: Problem) -> Array:
    """The weight is halved and the input doubled, and so is the largest number there is."""
    return correct(replace(problem, input=problem.input * 2, weight=problem.weight / 2))


@mutant("stamps_within_the_range_do_not_overflow", of="transposed", dtypes={"float32", "float64"})
def stamps_four_times_as_much(problem: TransposedProblem) -> Array:
    """The kernel is stamped four times as strong, and the image divided by four."""
    output = correct_transposed(replace(problem, weight=problem.weight * 4, bias=None)) / 4
    return with_bias(problem, output.astype(problem.input.dtype))


@mutant("gradients_within_the_range_do_not_overflow", of="gradients", dtypes={"float32", "float64"})
def scales_its_loss(problem: Problem, cotangent: Array) -> Gradients:
    """Cotangents are multiplied by 2¹⁶, and gradients divided by it, as against an underflow in mixed precision."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent * 2**16)
    return d_input / 2**16, d_weight / 2**16, d_bias / 2**16


@mutant("error_is_within_the_bound", "error_has_the_variance_of_the_dtype", dtypes={"float16"}, accumulates="float32")
def claims_wide_sums_and_keeps_narrow_ones(problem: Problem) -> Array:
    """Sums are said to be kept in float32, and are kept in float16."""
    return kept_in(np.float16, problem)
