"""Faults about sizes, like those that passed the laws of the day."""

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("no_channels_leave_the_bias")
def forgets_the_bias_without_channels(problem: Problem) -> Array:
    """Where there are no channels the output is zero, and the bias is not looked at."""
    if problem.input.shape[1]:
        return correct(problem)
    return np.zeros(problem.output_shape, problem.input.dtype)


@mutant("an_axis_of_padding_alone_is_an_axis")
def takes_an_axis_of_padding_for_an_empty_one(problem: Problem) -> Array:
    """Where the input has an axis without elements the output has one too, however long the padding is."""
    if problem.invalidity() or 0 not in problem.size:
        return correct(problem)
    shape = [out if n else 0 for out, n in zip(problem.output_size, problem.size, strict=True)]
    return np.zeros((*problem.output_shape[:2], *shape), problem.input.dtype)
