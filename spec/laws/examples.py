"""Worked examples: literal inputs and literal outputs, small enough to check with a pencil."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..definition.problem import Problem


@dataclass(frozen=True)
class Example:
    """A problem whose answer is written down, not computed."""

    title: str
    problem: Problem
    output: list[Any]

    def asked_in(self, dtype: Any) -> Problem:
        """The problem with its numbers in `dtype`."""
        bias = None if self.problem.bias is None else self.problem.bias.astype(dtype)
        input, weight = self.problem.input.astype(dtype), self.problem.weight.astype(dtype)
        return replace(self.problem, input=input, weight=weight, bias=bias)


def _plain(title: str, image: list[Any], kernel: list[Any], output: list[Any], **parameters: Any) -> Example:
    """One image under one kernel: N = C = O = 1."""
    return Example(title, Problem(np.array([[image]]), np.array([[kernel]]), **parameters), [[output]])


RAMP = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
SQUARE = [[0, 1], [2, 3]]
TWO_EDGES = [[1, 1, 0, 0, 0, 0, 1, 1]] * 6
DETECTOR = [[1, -1]]

EXAMPLES = (
    _plain("a 2×2 kernel on a 3×3 image", RAMP, SQUARE, [[19, 25], [37, 43]]),
    _plain("a detector of vertical edges", TWO_EDGES, DETECTOR, [[0, 1, 0, 0, 0, -1, 0]] * 6),
    _plain("the same detector sees no horizontal edge", np.transpose(TWO_EDGES).tolist(), DETECTOR, [[0] * 5] * 8),
    _plain(
        "the same detector on a diagonal edge marks every row once",
        [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]],
        DETECTOR,
        [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]],
    ),
    _plain("a second difference", [0, 1, 4, 9, 16, 25], [1, -2, 1], [2, 2, 2, 2]),
    _plain(
        "one zero on every side",
        RAMP,
        SQUARE,
        [[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]],
        padding=1,
    ),
    _plain("strides 3 and 2, with one zero on every side", RAMP, SQUARE, [[0, 8], [6, 8]], padding=1, stride=(3, 2)),
    _plain("the same size, the odd zero after", [1, 2, 3], [1, 10], [21, 32, 3], padding="same_upper"),
    _plain("the same size, the odd zero before", [1, 2, 3], [1, 10], [10, 21, 32], padding="same_lower"),
    _plain(
        "Laplace's kernel finds the one bright pixel, and its image is the kernel",
        [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]],
        [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        [[0, 1, 0], [1, -4, 1]],
    ),
    _plain("taps two apart", [1, 2, 3, 4, 5], [1, 10], [31, 42, 53], dilation=2),
    Example(
        "two channels are added",
        Problem(np.array([[RAMP, [[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]), np.array([[SQUARE, [[1, 2], [3, 4]]]])),
        [[[[56, 72], [104, 120]]]],
    ),
    Example(
        "two filters, each with its own bias",
        Problem(np.array([[[1, 2, 3]]]), np.array([[[1, 1]], [[1, -1]]]), bias=np.array([10, 20])),
        [[[13, 15], [19, 19]]],
    ),
)
"""The first three and the two channels are the textbook's own."""
