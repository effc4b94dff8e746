"""Faults of the transposed correlation, like those that passed the laws of the day."""

from dataclasses import replace

from spec import TransposedProblem

from ._memory import dense_strides, reread
from ._mutant import Array, correct_transposed, mutant


@mutant("a_nan_stays_in_its_stamp", of="transposed")
def multiplies_the_stamps_of_other_items_by_zero(problem: TransposedProblem) -> Array:
    """The items of a batch are stamped by one product of matrices, with zeros for the weights between them."""
    return correct_transposed(problem) + 0 * problem.input.sum()


@mutant("byte_order_is_immaterial_or_refused", of="transposed")
def stamps_numbers_whose_bytes_it_does_not_turn_round(problem: TransposedProblem) -> Array:
    """A transposed weight whose bytes lie in the other order is read as if they did not."""
    return correct_transposed(replace(problem, weight=problem.weight.view(problem.weight.dtype.newbyteorder("="))))


@mutant("transposed_agrees_with_the_definition", of="transposed")
def reads_a_bias_with_gaps_as_if_it_had_none(problem: TransposedProblem) -> Array:
    """The bias of a transposed correlation is read without regard to its stride."""
    bias = problem.bias
    if bias is None:
        return correct_transposed(problem)
    return correct_transposed(replace(problem, bias=reread(bias, dense_strides(bias.shape, bias.itemsize))))
