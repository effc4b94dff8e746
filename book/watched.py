"""A subject whose calls are kept, so that they can be drawn."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from spec import Implementation
from spec.contract.operations import OperationName
from spec.contract.outcomes import Rejection
from spec.contract.subject import ARGUMENTS, Subject
from spec.definition.call import Call
from spec.definition.problem import Problem
from spec.definition.transposed_problem import TransposedProblem

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Asked:
    """One call: the operation, the problem, and what came of it; None where it raised."""

    operation: str
    problem: Call
    outcome: Any
    also: Mapping[str, Any]
    """What else it was called with, by name."""
    results: tuple[str, ...]
    """What the parts of the outcome are called, where it has parts."""


class Watched(Subject):
    """A subject that keeps what a law asks it."""

    def __init__(self, implementation: Implementation, law: str) -> None:
        super().__init__(implementation, law)
        self.asked: list[Asked] = []

    def correlate(self, problem: Problem) -> Array:
        outcome: Array = self._kept("correlate", problem, super().correlate)
        return outcome

    def convolve(self, problem: Problem) -> Array:
        outcome: Array = self._kept("convolve", problem, super().convolve)
        return outcome

    def transposed(self, problem: TransposedProblem) -> Array:
        outcome: Array = self._kept("transposed", problem, super().transposed)
        return outcome

    def gradients(self, problem: Problem, cotangent: Array, wrt: Collection[str] = ARGUMENTS) -> tuple[Array, ...]:
        asking = super().gradients
        results = tuple(f"gradient of the {name}" for name in ARGUMENTS if name in wrt)
        outcome: tuple[Array, ...] = self._kept(
            "gradients", problem, lambda given: asking(given, cotangent, wrt), {"cotangent": cotangent}, results
        )
        return outcome

    def train(
        self, input: Array, target: Array, weight: Array, learning_rate: float, steps: int
    ) -> tuple[Array, Array]:
        asking = super().train
        outcome: tuple[Array, Array] = self._kept(
            "train",
            Problem(input, weight),
            lambda given: asking(given.input, target, given.weight, learning_rate, steps),
            {"target": target, "learning_rate": learning_rate, "steps": steps},
            ("learned kernel", "losses"),
        )
        return outcome

    def attempt(self, problem: Call, operation: OperationName | None = None) -> Array | Rejection:
        operation = operation or ("transposed" if isinstance(problem, TransposedProblem) else "correlate")
        asking = super().attempt
        outcome: Array | Rejection = self._kept(operation, problem, lambda given: asking(given, operation))
        return outcome

    def attempt_gradients(self, problem: Problem, cotangent: Array) -> Array | Rejection:
        asking = super().attempt_gradients
        outcome: Array | Rejection = self._kept(
            "gradients", problem, lambda given: asking(given, cotangent), {"cotangent": cotangent}
        )
        return outcome

    def _kept(
        self,
        operation: str,
        problem: Any,
        ask: Callable[[Any], Any],
        also: Mapping[str, Any] | None = None,
        results: tuple[str, ...] = (),
    ) -> Any:
        outcome = None
        try:
            outcome = ask(problem)
        finally:
            self.asked.append(Asked(operation, problem, outcome, also or {}, results))
        return outcome
