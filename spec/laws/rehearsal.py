"""Rehearsal: the definition answers a law in place of the implementation, which is never called."""

from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar

import numpy as np

from .. import definition
from ..contract.operations import OperationName
from ..contract.outcomes import Raised, Rejection
from ..contract.subject import ARGUMENTS, Subject
from ..definition.call import Call
from .theory.descent import LeastSquares, descent, flat

Array = np.ndarray[Any, Any]
T = TypeVar("T")


class Rehearsal(Subject):
    """The implementation with the definition's answers in place of its own."""

    def at_once(self, jobs: Sequence[Callable[[Self], T]]) -> list[T]:
        # One after the other, since it makes no difference to the definition.
        return [job(self) for job in jobs]

    def _call(
        self, operation: OperationName, problem: Call, arrays: tuple[Array, ...], keywords: dict[str, Any]
    ) -> Any:
        self._stop_at_deviations(operation, problem)
        self.calls.append((operation, arrays, keywords))
        answer = right_answer(operation, problem, arrays, keywords)
        if isinstance(answer, Rejection):
            raise Raised(answer.reason)
        return answer


def right_answer(operation: OperationName, problem: Any, arrays: tuple[Array, ...], keywords: dict[str, Any]) -> Any:
    """The definition's answer to a call: an array, a tuple of arrays and perhaps None, or a Rejection."""
    if operation == "train":
        input, target, weight = arrays
        return _trained(input, target, weight, **keywords)
    try:
        if operation != "gradients":
            return getattr(definition, operation)(problem)
        found = dict(zip(ARGUMENTS, definition.gradients(problem, arrays[2]), strict=True))
        return tuple(found[name] if name in keywords.get("wrt", ARGUMENTS) else None for name in ARGUMENTS)
    except (ValueError, MemoryError) as error:
        return Rejection(str(error))


def _trained(input: Array, target: Array, weight: Array, learning_rate: float, steps: int) -> tuple[Array, Array]:
    learned = descent(LeastSquares.of(input, target, weight), flat(weight), learning_rate, steps)
    shape = learned.weight.T.reshape(weight.shape)
    return shape.astype(weight.dtype), learned.losses.astype(weight.dtype)
