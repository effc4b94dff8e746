"""Faults on the way back, like those that passed the laws of the day."""

from spec import Problem

from ._mutant import Array, Gradients, asked, correct_gradients, mutant


@mutant("gradients_alone_equal_gradients_together", of="gradients")
def leaves_the_last_item_out_of_the_bias_without_the_input(problem: Problem, cotangent: Array) -> Gradients:
    """The gradients of weight and bias, asked for together and without the input's, leave the last item out of one."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if asked() == ("weight", "bias"):
        d_bias = cotangent[:-1].sum((0, *range(2, cotangent.ndim)), cotangent.dtype)
    return d_input, d_weight, d_bias
