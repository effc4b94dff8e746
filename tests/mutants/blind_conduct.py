"""Faults of conduct, like those that passed the laws of the day: layouts."""

from dataclasses import replace

from spec import Problem

from ._memory import reread
from ._mutant import Array, correct, mutant


@mutant("memory_layout_is_immaterial")
def reads_one_channel_that_comes_last_by_columns(problem: Problem) -> Array:
    """An image of one channel whose strides say that channels come last is read column by column."""
    image = problem.input
    if image.shape[1] != 1 or not image.strides[1] == image.strides[-1] == image.itemsize:
        return correct(problem)
    columns, step = [], image.itemsize
    for length in problem.size:
        columns.append(step)
        step *= length
    return correct(replace(problem, input=reread(image, (*image.strides[:2], *columns))))
