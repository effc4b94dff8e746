"""Mutants for the chapter on the definition: the sum itself, and the worked examples."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("agrees_with_the_definition", "reproduces_the_worked_examples")
def turns_the_kernel_round(problem: Problem) -> Array:
    """The kernel is flipped, as in a convolution."""
    return correct(problem.with_kernel_reversed())


@mutant("agrees_with_the_definition", dtypes={"complex128"})
def takes_the_conjugate_weight(problem: Problem) -> Array:
    """A complex weight is conjugated, as in the correlation of signals."""
    return correct(replace(problem, weight=problem.weight.conj()))


@mutant("agrees_with_the_definition", dtypes={"float64"})
def sums_in_single_precision(problem: Problem) -> Array:
    """Products of doubles are added up in float32."""
    narrow = replace(problem, input=problem.input.astype(np.float32), weight=problem.weight.astype(np.float32))
    return correct(narrow).astype(problem.input.dtype)


@mutant("reproduces_the_worked_examples")
def skips_a_kernel_that_sums_to_zero(problem: Problem) -> Array:
    """A weight that sums to zero, as a detector of edges does, is taken for an empty one."""
    if problem.weight.sum() != 0:
        return correct(problem)
    return correct(replace(problem, weight=np.zeros_like(problem.weight)))


@mutant("reproduces_the_worked_examples")
def takes_the_stride_for_the_dilation(problem: Problem) -> Array:
    """An adapter hands over stride and dilation in the wrong order."""
    return correct(replace(problem.explicit(), stride=problem.dilations, dilation=problem.strides))
