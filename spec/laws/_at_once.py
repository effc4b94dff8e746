"""Calls that are made at the same time, and are long enough for that."""

import math
from dataclasses import replace

import numpy as np

from ..contract.subject import Subject
from ..definition.problem import Problem
from ._series import Answers, Ask, copied

OUTPUTS = 512
"""Outputs of a call that is made beside others, so that none is over before the others begin."""

MULTIPLICATIONS = 20_000
"""The most multiplications that are done for them, where one window does not take more."""

ROUNDS = 6
"""How often each caller calls."""


def lengthened(given: Problem) -> Problem:
    """`given` with an image so long along its last axis that there are as many outputs, of fresh numbers to come."""
    each = max(1, math.prod(given.output_shape[:-1]))
    windows = math.ceil(min(OUTPUTS, MULTIPLICATIONS // max(1, given.terms)) / each)
    more = max(0, windows - given.output_size[-1]) * given.strides[-1]
    shape = (max(1, len(given.input)), *given.input.shape[1:-1], given.size[-1] + more)
    return replace(given, input=np.broadcast_to(np.zeros((), given.input.dtype), shape))


def again_and_again(impl: Subject, ask: Ask, given: Problem) -> Answers:
    """What one caller is answered, who calls a few times."""
    return tuple(answer for _ in range(ROUNDS) for answer in copied(ask(impl, given)))
