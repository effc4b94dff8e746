"""Tracing: the calls that a law makes on one problem, each with its right answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..contract.implementation import Implementation
from ..contract.operations import OperationName
from ..contract.outcomes import InvalidOutput, NotClaimed, Raised, Rejection
from ..definition.call import Call
from ..definition.dtypes import HALVES, widened
from ..laws.equality import holds
from ..laws.law import Equation, Law
from ..laws.rehearsal import Rehearsal, right_answer
from ..operands.descriptor import Descriptor

Array = np.ndarray[Any, Any]


NEAR = 0.1
"""Answers that are nearer than this to an integer stand for it."""


@dataclass(frozen=True)
class TracedCall:
    """One call, and its right answer: an array, a triple of which some may be None, or a refusal."""

    operation: OperationName
    function: Callable[..., Any]
    arrays: dict[str, Array]
    keywords: dict[str, Any]
    expected: Any
    may_refuse: bool
    rounded: bool
    """Whether the right answer had to be rounded, so that other answers are right as well."""
    near: float
    """How far an element may be from the right one: more than 0 only for a transform, which rounds integers."""
    raised: bool = False
    """Whether it was seen to raise although it must not."""
    held: Mapping[str, Array] = field(default_factory=dict)
    """The arrays that are written to between two calls, by their names in this call. `arrays` and `keywords` hold the
    values that they had."""

    def answer(self) -> Any:
        """The implementation's answer: whatever it returns, or a refusal."""
        try:
            for name, array in self.held.items():
                array[...] = self.arrays[name] if name in self.arrays else self.keywords[name]
            operands = self._with_held(self.arrays).values()
            with np.errstate(all="ignore"):
                return self.function(*operands, **self._with_held(self.keywords))
        except (Exception, SystemExit) as error:
            return Rejection(str(error))

    def _with_held(self, named: Mapping[str, Any]) -> dict[str, Any]:
        """`named`, with those arrays themselves that are written to between two calls."""
        return {name: self.held.get(name, value) for name, value in named.items()}

    def is_wrong(self, answer: Any) -> bool:
        if isinstance(answer, Rejection):
            return not (self.may_refuse or isinstance(self.expected, Rejection))
        if isinstance(self.expected, Rejection) or _dtypes(answer) != _dtypes(self.expected):
            return True
        return not holds(Equation(answer, self.expected, self.near))


def traced_calls(row: Implementation, law: Law, descriptor: Descriptor) -> list[TracedCall]:
    """The law's calls on a problem, each with its right answer. Nothing of the row is called. Raises NotClaimed."""
    return _Tracing(row, law).calls_on(descriptor)


class _Tracing(Rehearsal):
    """Notes the calls of a law, and answers them by the definition. The call of number `refusing` is refused."""

    def __init__(self, row: Implementation, law: Law, refusing: int | None = None) -> None:
        super().__init__(row, law.name, deviations=False)
        self._calls: list[TracedCall] = []
        self._contents: list[dict[str, Array]] = []
        """What stood in the operands of each call, when it was made."""
        self._statement, self._refusing = law, refusing
        self._near = 0.0 if row.rounding == "direct" else NEAR

    def calls_on(self, descriptor: Descriptor) -> list[TracedCall]:
        """The law's calls on a problem."""
        with np.errstate(all="ignore"):
            self._statement(self, descriptor)
        calls = self._with_what_is_held()
        return [replace(call, may_refuse=self._tolerates(number, descriptor)) for number, call in enumerate(calls)]

    def _with_what_is_held(self) -> list[TracedCall]:
        """The calls, where an array was written to since with what stood in it at the time."""
        operands = [call.arrays | _arrays(call.keywords) for call in self._calls]
        changed = {
            id(array)
            for before, now in zip(self._contents, operands, strict=True)
            for name, array in now.items()
            if before[name].tobytes() != array.tobytes()
        }
        found = []
        for call, before, now in zip(self._calls, self._contents, operands, strict=True):
            held = {name: array for name, array in now.items() if id(array) in changed}
            stood = {name: before[name] for name in held}
            arrays = call.arrays | {name: array for name, array in stood.items() if name in call.arrays}
            keywords = call.keywords | {name: array for name, array in stood.items() if name in call.keywords}
            found.append(replace(call, arrays=arrays, keywords=keywords, held=held))
        return found

    def _tolerates(self, refused: int, descriptor: Descriptor) -> bool:
        """Whether the law holds if this one call is refused."""
        subject = _Tracing(self.implementation, self._statement, refused)
        try:
            with np.errstate(all="ignore"):
                return holds(self._statement(subject, descriptor))
        except (NotClaimed, Raised, InvalidOutput):
            return False

    def _call(
        self, operation: OperationName, problem: Call, arrays: tuple[Array, ...], keywords: dict[str, Any]
    ) -> Any:
        claims = self.claims(operation)
        names = ("input", "target", "weight") if operation == "train" else ("input", "weight", "cotangent")
        refused = len(self._calls) == self._refusing
        expected = Rejection("") if refused else right_answer(operation, problem, arrays, keywords)
        operands = dict(zip(names, arrays, strict=False))
        self._contents.append({name: array.copy() for name, array in (operands | _arrays(keywords)).items()})
        rounded = self._refusing is None and _is_rounded(operation, problem, arrays, keywords, expected)
        self._calls.append(
            TracedCall(operation, claims.function, operands, keywords, expected, False, rounded, self._near)
        )
        if isinstance(expected, Rejection):
            raise Raised(expected.reason)
        return expected


def _arrays(named: Mapping[str, Any]) -> dict[str, Array]:
    return {name: value for name, value in named.items() if isinstance(value, np.ndarray)}


def _is_rounded(
    operation: OperationName, problem: Call, arrays: tuple[Array, ...], keywords: dict[str, Any], answer: Any
) -> bool:
    """Whether `answer` differs from the answer in a wider type."""
    kind = "f" if problem.input.dtype in HALVES.values() else problem.input.dtype.kind
    if operation == "train" or isinstance(answer, Rejection) or kind not in "fc":
        return False

    def longest(array: Array | None) -> Any:
        return None if array is None else widened(array).astype(np.longdouble if kind == "f" else np.clongdouble)

    bias = longest(problem.bias)
    exact = replace(problem, input=longest(problem.input), weight=longest(problem.weight), bias=bias)
    wider = right_answer(operation, exact, tuple(map(longest, arrays)), keywords)
    parts = zip(wider, answer, strict=True) if isinstance(answer, tuple) else [(wider, answer)]
    return not all(one is None or np.array_equal(one, longest(other), equal_nan=True) for one, other in parts)


def _dtypes(answer: Any) -> Any:
    """The kind of an answer: the name of an array's dtype, whatever its byte order; a tuple of such for a tuple; else
    its type.
    """
    if isinstance(answer, tuple):
        return tuple(map(_dtypes, answer))
    return answer.dtype.name if isinstance(answer, np.ndarray) else type(answer)
