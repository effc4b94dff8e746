"""A problem restricted to one of its axes."""

from dataclasses import replace
from typing import Any

import numpy as np

from ..definition.problem import Problem

Array = np.ndarray[Any, Any]


def along(given: Problem, axis: int, line: Array) -> Problem:
    """`given` with `line` as its kernel, which lies along `axis` and has one channel and one filter.

    This axis keeps its padding, stride and dilation. The others have one tap, no padding, and a stride and dilation
    of 1.
    """

    def only(values: tuple[Any, ...], other: Any) -> tuple[Any, ...]:
        return tuple(value if at == axis else other for at, value in enumerate(values))

    return replace(
        given,
        weight=line.reshape(1, 1, *only((len(line),) * given.rank, 1)),
        stride=only(given.strides, 1),
        padding=only(given.pairs, (0, 0)),
        dilation=only(given.dilations, 1),
    )
