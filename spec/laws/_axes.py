"""A problem as it is along one of its axes."""

from dataclasses import replace
from typing import Any

import numpy as np

from ..definition.problem import Problem

Array = np.ndarray[Any, Any]


def along(given: Problem, axis: int, line: Array) -> Problem:
    """The part of a problem that belongs to `axis`: `line` as a kernel of one channel and one filter, with the padding,
    the stride and the dilation of this axis, and one tap, without any of these, along the others.
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
