"""Faults on the way back, like those that passed the laws of the day."""

import numpy as np

from spec import Problem

from ._mutant import Array, Gradients, asked, correct_gradients, mutant


@mutant("gradients_alone_equal_gradients_together", of="gradients")
def leaves_the_last_item_out_of_the_bias_without_the_input(problem: Problem, cotangent: Array) -> Gradients:
    """The gradients of weight and bias, asked for together and without the input's, leave the last item out of one."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if asked() == ("weight", "bias"):
        d_bias = cotangent[:-1].sum((0, *range(2, cotangent.ndim)), cotangent.dtype)
    return d_input, d_weight, d_bias


@mutant("no_window_has_zero_gradients", of="gradients")
def leaves_the_weight_gradient_unwritten_without_a_window(problem: Problem, cotangent: Array) -> Gradients:
    """Where no window fits, the weight's gradient is memory that was never written."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, np.full_like(d_weight, 77) if 0 in problem.output_size else d_weight, d_bias
