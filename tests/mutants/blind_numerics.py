"""Faults of arithmetic, like those that passed the laws of the day."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("agrees_with_the_definition")
def adds_up_in_float32_what_it_holds(problem: Problem) -> Array:
    """Integers of 32 bits that float32 holds without error are multiplied and added up in it."""
    operands = [array for array in (problem.input, problem.weight, problem.bias) if array is not None]
    if problem.input.dtype != np.int32 or max(np.abs(array).max(initial=0) for array in operands) > 2**24:
        return correct(problem)
    narrow = dict(zip(("input", "weight", "bias"), (array.astype(np.float32) for array in operands), strict=False))
    return correct(replace(problem, **narrow)).astype(np.int32)
