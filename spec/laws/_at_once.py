"""Calls that are made at the same time, and are long enough for that."""

import math
import time
from dataclasses import dataclass, field, replace

import numpy as np

from ..contract.subject import Subject
from ..definition.problem import Problem
from ._series import Answers, Ask, copied

LENGTHS = {"short": (512, 20_000), "long": (8192, 150_000)}
"""Outputs of a call that is made beside others, so that none is over before the others begin; and the most
multiplications that are done for them, where one window does not take more."""

SECONDS = 0.001
"""How long a caller goes on at least, and others wait for one who has not called twice."""

MOST = 100
"""Calls after which a caller does not wait for others."""


def lengthened(given: Problem, how: str) -> Problem:
    """`given` with an image so long along its last axis that there are as many outputs, of fresh numbers to come."""
    outputs, multiplications = LENGTHS[how]
    each = max(1, math.prod(given.output_shape[:-1]))
    windows = math.ceil(min(outputs, multiplications // max(1, given.terms)) / each)
    more = max(0, windows - given.output_size[-1]) * given.strides[-1]
    shape = (max(1, len(given.input)), *given.input.shape[1:-1], given.size[-1] + more)
    return replace(given, input=np.broadcast_to(np.zeros((), given.input.dtype), shape))


@dataclass
class Callers:
    """Those who call at the same time, each of them again and again until all have called twice."""

    count: int
    _twice: set[int] = field(default_factory=set)

    def answers(self, impl: Subject, ask: Ask, given: Problem) -> Answers:
        """What one caller is answered first, and every answer that is another one."""
        begun, first = time.perf_counter(), copied(ask(impl, given))
        found, told = first, len(impl.calls)
        for _ in range(MOST):
            answers = ask(impl, given)
            if not all(map(np.array_equal, answers, first)):
                found += copied(answers)
            self._twice.add(id(given))
            if len(self._twice) == self.count and time.perf_counter() > begun + SECONDS:
                break
        # That it was the same call every time need not be told.
        del impl.calls[told:]
        return found
