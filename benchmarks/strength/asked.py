"""What laws ask of a row without a fault, kept, so that a fault can be told from it without a law.

A row that is wrong in one operation, and answers all that a law asks of this operation as the row without a fault
does, is judged as that is: the law holds. So a fault need only be called, and not judged, wherever it changes nothing.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from spec import LAWS, Descriptor, Implementation, Law
from spec.checking.evaluation import evaluate
from spec.checking.listing import drawn
from spec.contract.claims import Claims
from spec.contract.operations import OperationName
from tests.mutants import faultless

from .._measuring import Function, arrays, wrapped

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Call:
    """One call, and what comes of it where nothing is wrong: an answer, or an exception."""

    arrays: tuple[Array, ...]
    keywords: dict[str, Any]
    answer: Any

    def again(self, function: Function) -> Any:
        """What comes of it in another function."""
        try:
            with np.errstate(all="ignore"):
                return function(*self.arrays, **self.keywords)
        except Exception as error:
            return error

    def operands(self) -> list[bytes]:
        """What stands in its operands."""
        found = (*self.arrays, *(value for value in self.keywords.values() if isinstance(value, np.ndarray)))
        return [array.tobytes() for array in found]


@dataclass(frozen=True)
class Asked:
    """A problem that a law decides, and the calls that it then makes, by operation."""

    descriptor: Descriptor
    calls: dict[str, list[Call]]
    chained: bool
    """Whether an answer is an operand of a later call. A row may know its own answers again, and not these."""

    def tells_nothing(self, row: Implementation, operation: OperationName) -> bool:
        """Whether a row that is wrong in this operation alone answers as one without a fault does."""
        if self.chained:
            return False
        calls = self.calls.get(operation, [])
        function = row.operations[operation].function
        before = [call.operands() for call in calls]
        answers = [call.again(function) for call in calls]
        # Looked at when all are made: a later call may spoil an earlier answer, or an operand.
        same = all(_same(answer, call.answer) for answer, call in zip(answers, calls, strict=True))
        return same and before == [call.operands() for call in calls]


@cache
def asked_of(law: str, seed: int) -> tuple[Asked, ...]:
    """What the law asks at effort quick of the row without a fault."""
    return tuple(_asked(faultless(), LAWS[law], seed))


def claims_all(row: Implementation) -> bool:
    """Whether a row claims what the one without a fault does, so that the same is drawn for it."""
    right = faultless().operations
    return all(claimed(claims) == claimed(right[name]) for name, claims in row.operations.items())


def claimed(claims: Claims) -> tuple[Any, ...]:
    """What is claimed of an operation, so that equal claims are equal."""
    sets = (frozenset(claim) for claim in (claims.ranks, claims.dtypes, claims.paddings, claims.boundaries))
    return claims.features, *sets, claims.batched, claims.rounding, claims.accumulates, claims.max_multiplications


def _asked(row: Implementation, law: Law, seed: int) -> list[Asked]:
    calls: dict[str, list[Call]] = {}
    answers: list[Array] = []
    chained = False

    def listening(operation: OperationName, function: Function) -> Function:
        def listener(*given: Any, **keywords: Any) -> Any:
            nonlocal chained
            call = Call(given, keywords, None)
            chained |= any(np.may_share_memory(array, answer) for array in given for answer in answers)
            answer = call.again(function)
            answers.extend(arrays(answer))
            calls.setdefault(operation, []).append(replace(call, answer=_kept(answer)))
            if isinstance(answer, Exception):
                raise answer
            return answer

        return listener

    listened_to, found = wrapped(row, listening), []
    for descriptor in drawn(row, law, "quick", seed):
        calls.clear()
        answers.clear()
        chained = False
        outcome = evaluate(listened_to, law, descriptor)
        if outcome.failed:
            raise RuntimeError(f"{law.name} is a false alarm: {outcome.failure}")
        if outcome.holds:
            found.append(Asked(descriptor, dict(calls), chained))
    return found


def _kept(answer: Any) -> Any:
    """A copy, since whoever asked may change it."""
    if isinstance(answer, tuple):
        return tuple(map(_kept, answer))
    return answer.copy() if isinstance(answer, np.ndarray) else answer


def _same(answer: Any, right: Any) -> bool:
    """Whether two answers are the same to the bit."""
    if isinstance(answer, Exception) or isinstance(right, Exception):
        return isinstance(answer, Exception) and isinstance(right, Exception)
    if isinstance(answer, tuple) or isinstance(right, tuple):
        return (
            isinstance(answer, tuple)
            and isinstance(right, tuple)
            and len(answer) == len(right)
            and all(map(_same, answer, right))
        )
    if not isinstance(answer, np.ndarray) or not isinstance(right, np.ndarray):
        return answer is right
    return (answer.shape, answer.dtype, answer.tobytes()) == (right.shape, right.dtype, right.tobytes())
