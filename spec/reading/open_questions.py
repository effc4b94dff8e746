"""What the specification leaves open: questions to which libraries have different answers, and all of them honest.

No law decides them. Each is a function that asks an implementation and returns a word.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..contract.implementation import Implementation
from ..contract.outcomes import NotClaimed, Raised
from ..contract.subject import Subject
from ..definition.problem import Array, Problem
from ..definition.transposed_problem import TransposedProblem

Question = Callable[[Implementation], str]

QUESTIONS: dict[str, Question] = {}
"""The questions by name, in reading order."""


def question(ask: Question) -> Question:
    """Enters a function into the questions. Who refuses answers `refused`, who does not claim what it takes, `-`."""

    def answer(row: Implementation) -> str:
        try:
            with warnings.catch_warnings():
                # That a library warns of infinities is an answer, too, but to another question.
                warnings.simplefilter("ignore")
                return ask(row)
        except Raised:
            return "refused"
        except NotClaimed:
            return "-"

    answer.__doc__ = ask.__doc__
    QUESTIONS[ask.__name__] = answer
    return answer


@question
def sign_of_zero(row: Implementation) -> str:
    """A −0 that is multiplied by one is `kept`, or `lost` to a sum that begins with +0."""
    return "kept" if np.signbit(_correlated(row, [-0.0], [1])).all() else "lost"


@question
def payload_of_a_nan(row: Implementation) -> str:
    """The bits of a NaN that can say where it came from are `kept`, or it comes out as `another`."""
    dtype = _dtype(row)
    words = np.array([np.nan], dtype).view(f"u{dtype.itemsize}") | 0x1234
    found = _correlated(row, words.view(dtype), [1])
    return "kept" if np.array_equal(np.ravel(found).view(words.dtype), words) else "another"


@question
def infinite_weight_on_the_padding(row: Implementation) -> str:
    """An infinite weight on a zero of the padding makes the output `NaN`, or is passed over and adds `nothing`."""
    first = np.ravel(_correlated(row, [1, 1, 1], [np.inf, 1, 1], padding="same_upper"))[0]
    return "NaN" if np.isnan(first) else "nothing"


@question
def subnormal_numbers(row: Implementation) -> str:
    """Numbers below the least normal one are `kept` where they come in and where they come out, or `flushed` to zero.

    One of the two is `in part`.
    """
    limits = np.finfo(_dtype(row))
    half = int(limits.minexp) // 2
    incoming = _correlated(row, [limits.smallest_normal / 4], [1])
    outgoing = _correlated(row, [2.0**half], [2.0 ** (half - 4)])
    return ("flushed", "in part", "kept")[int(incoming.all()) + int(outgoing.all())]


@question
def kernel_longer_than_the_input(row: Implementation) -> str:
    """A problem without a window is `refused`, or its output is `empty`, or its arguments are `exchanged`."""
    return "exchanged" if _correlated(row, [1], [1, 1, 1], padding="valid").size else "empty"


@question
def output_that_is_cut_off_whole(row: Implementation) -> str:
    """A transposed problem whose padding leaves no element is `refused`, or its output is `empty`."""
    subject = Subject(row, "", deviations=False)
    claims = subject.claims("transposed")
    if not claims.forms & {"explicit", "symmetric"}:
        raise NotClaimed("a padding of any length")
    one = np.ones((1, 1) + (1,) * min(claims.ranks), _dtype(row))
    return "invented" if subject.transposed(TransposedProblem(one, one, padding=1)).size else "empty"


def _correlated(row: Implementation, input: Any, weight: Any, **parameters: Any) -> Array:
    """What comes of one image under one kernel, each a line of these numbers along the last axis."""
    rank = min(row.operations["correlate"].ranks)

    def line(numbers: Any) -> Array:
        return np.array(numbers, _dtype(row)).reshape((1,) * (rank + 1) + (-1,))

    subject = Subject(row, "", deviations=False)
    return subject.unrounded().correlate(Problem(line(input), line(weight), **parameters))


def _dtype(row: Implementation) -> np.dtype[Any]:
    """float32, or double precision where that is not claimed."""
    for dtype in ("float32", "float64"):
        if dtype in row.operations["correlate"].dtypes:
            return np.dtype(dtype)
    raise NotClaimed("a real floating dtype")
