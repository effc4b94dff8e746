"""The two matrices of a correlation, built from indices: its windows as columns, and its weights in every row."""

from typing import Any

import numpy as np

from ...definition.boundary import extend
from ...definition.problem import Problem

Array = np.ndarray[Any, Any]


def im2col(problem: Problem) -> Array:
    """The matrices [N, C·taps, out] that hold every window of an ungrouped problem as a column."""
    extended = extend(problem.input, problem.pairs, problem.boundary)
    taps = [problem.under_tap(extended, tap) for tap in np.ndindex(*problem.kernel)]
    columns: Array = np.stack(taps, axis=2)  # [N, C, taps, *out]
    return columns.reshape(len(problem.input), problem.terms, int(np.prod(problem.output_size)))


def patches(problem: Problem) -> Array:
    """The windows of a problem in which they lie side by side, as rows: [N, out, C·taps], by a reshape alone."""
    fitted, rank = problem.fitted(), problem.rank
    cells = [length for pair in zip(problem.output_size, problem.kernel, strict=True) for length in pair]
    split = fitted.input.reshape(*fitted.input.shape[:2], *cells)
    windows = split.transpose(0, *range(2, 2 * rank + 2, 2), 1, *range(3, 2 * rank + 3, 2))
    return windows.reshape(len(windows), int(np.prod(problem.output_size)), problem.terms)


def toeplitz(problem: Problem) -> Array:
    """The matrix [O·out, C·size] that takes the flattened input of an ungrouped problem to its flattened output."""
    filters, channels = problem.weight.shape[:2]
    elements, windows = int(np.prod(problem.size)), int(np.prod(problem.output_size))
    # Number the input elements from 1, so that the zeros of the padding come out as column 0, which is dropped.
    numbers = np.arange(1, elements + 1).reshape(1, 1, *problem.size)
    column = extend(numbers, problem.pairs, problem.boundary)
    matrix = np.zeros((filters, windows, channels, elements + 1), problem.weight.dtype)
    for tap in np.ndindex(*problem.kernel):
        # Each window has one element under the tap, so that none of them is added to twice.
        matrix[:, range(windows), :, problem.under_tap(column, tap).ravel()] += problem.weight[:, :, *tap]
    return matrix[..., 1:].reshape(filters * windows, channels * elements)
