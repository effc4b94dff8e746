"""What mutants of the transposed correlation share: any part of what was stamped."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from spec import TransposedProblem

from ._mutant import Array, correct_transposed


def part(problem: TransposedProblem, first: Sequence[int], size: Sequence[int] | None = None) -> Array:
    """What was stamped, without a bias, from `first` on each axis on; zeros where nothing could be stamped.

    It has the size that the output should have, or `size`.
    """
    stamped = correct_transposed(replace(problem, bias=None, padding=0, output_padding=0))
    axes = list(zip(first, problem.output_size if size is None else size, stamped.shape[2:], strict=True))
    room = np.pad(stamped, [(0, 0), (0, 0), *((max(0, -start), max(0, start + out - n)) for start, out, n in axes)])
    return room[:, :, *(slice(max(0, start), max(0, start) + out) for start, out, _ in axes)]


def before_of(problem: TransposedProblem) -> list[int]:
    """How much is cut off in front of each axis."""
    return [before for before, _ in problem.pairs]


def with_bias(problem: TransposedProblem, output: Array) -> Array:
    """`output` with the bias of `problem`."""
    return output if problem.bias is None else output + per_filter(problem.bias, problem.rank)


def per_filter(bias: Array, rank: int) -> Array:
    """A bias in the shape in which it broadcasts to an output."""
    return bias.reshape(-1, *[1] * rank)
