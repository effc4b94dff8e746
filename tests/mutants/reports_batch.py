"""Reported faults that depend on the size of the batch."""

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("batch_items_are_independent", report="pytorch/pytorch#59515", ranks={1})
def computes_late_items_from_early_ones(problem: Problem) -> Array:
    """In a large batch of lines, items beyond the third come from the memory of the first ones."""
    output = correct(problem)
    output[3:] = output[: max(0, len(output) - 3)].copy()
    return output


@mutant("batch_items_are_independent", report="tensorflow/tensorflow#9870")
def leaves_late_items_at_zero(problem: Problem) -> Array:
    """Items from index four on are never computed."""
    output = correct(problem)
    output[4:] = 0
    return output


@mutant(
    "batch_items_are_independent",
    "agrees_with_the_definition",
    report="jax-ml/jax#9102",
    dtypes={"float32"},
    paddings={"valid", "same_upper"},
)
def adds_up_coarsely_in_larger_batches(problem: Problem) -> Array:
    """An item alone is computed in single precision, but two together by an algorithm that rounds more coarsely."""
    output = correct(problem)
    return output if len(output) < 2 else _rounded_to_half(output)


def _rounded_to_half(output: Array) -> Array:
    """Every element rounded to the eleven bits of half precision, at any magnitude."""
    mantissa, exponent = np.frexp(output)
    return np.ldexp(np.round(mantissa * 2**11) / 2**11, exponent).astype(output.dtype)


@mutant("batch_items_are_independent", report="ggml-org/ggml#737")
def takes_filters_for_items(problem: Problem) -> Array:
    """The product is made with filters before items, and reshaped as if items came before filters."""
    output = correct(problem)
    return np.moveaxis(output, 1, 0).reshape(output.shape)
