"""Reported faults of number types: what is rounded, cut off or left out."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("agrees_with_the_definition", report="scipy/scipy#6076", dtypes={"int64"})
def adds_integers_up_as_floats(problem: Problem) -> Array:
    """Integers are added up as 64-bit floating-point numbers, which lose what lies beyond 53 bits."""
    floats = replace(problem, input=problem.input.astype(float), weight=problem.weight.astype(float))
    output = correct(replace(floats, bias=None)).astype(problem.input.dtype)
    return output if problem.bias is None else output + problem.bias.reshape(-1, *[1] * problem.rank)


@mutant("agrees_with_the_definition", report="pytorch/pytorch#153700", dtypes={"float32"})
def accumulates_in_half_precision(problem: Problem) -> Array:
    """Sums are kept in half precision, and overflow where the true sum would not."""
    with np.errstate(over="ignore", invalid="ignore"):
        halves = replace(problem, input=problem.input.astype(np.float16), weight=problem.weight.astype(np.float16))
        output = correct(replace(halves, bias=None)).astype(problem.input.dtype)
    return output if problem.bias is None else output + problem.bias.reshape(-1, *[1] * problem.rank)


@mutant("agrees_with_the_definition", report="scipy/scipy#8361")
def writes_complex_outputs_as_reals(problem: Problem) -> Array:
    """The real parts of a complex output are written one after the other into memory meant for both parts."""
    output = correct(problem)
    if output.dtype.kind != "c":
        return output
    parts = np.zeros(2 * output.size, output.real.dtype)
    parts[: output.size] = output.real.ravel()
    return parts.view(output.dtype).reshape(output.shape)
