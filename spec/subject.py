"""Subject: an implementation as a law sees it, with every answer checked for being an answer."""

import math
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np

from .call import Call
from .data import EXACT_BITS, HALVES
from .implementation import EXCLUDING, Deviation, Implementation
from .operation import ClaimError, Claims
from .problem import Problem
from .transposed import Transposed

Array = np.ndarray[Any, Any]
C = TypeVar("C", bound=Call)

TRANSFORM_UNITS = 8
"""How often the unit that its errors are measured in (see `transform_unit`) an output of a transform may be off."""

ARGUMENTS = ("input", "weight", "bias")
"""The arguments that there are gradients with respect to, in the order in which they come back."""


class NotClaimed(Exception):
    """A law asked for something that the implementation does not claim."""


class Refused(Exception):
    """The implementation raised an exception on a problem that it claims."""


class Exhausted(Refused):
    """The implementation raised an exception because there was no memory left."""


class Misanswered(Exception):
    """What the implementation returned is not an answer at all."""


@dataclass(frozen=True)
class Refusal:
    """The outcome of a call that raised. In an equation any refusal equals any other; the reason is for people."""

    reason: str

    def __str__(self) -> str:
        return f"refused: {self.reason}"


class Subject:
    """Hands problems to an implementation in the form that it claims, and looks at what comes back.

    `law` is the law on trial. No call is made inside a deviation from it, or from a law that says what the operation
    computes, unless `deviations` are not to be honoured.
    """

    def __init__(self, implementation: Implementation, law: str, *, deviations: bool = True) -> None:
        self.implementation = implementation
        self.inside: set[Deviation] = set()
        """The deviations that a call fell into."""
        self.misshapen: str | None = None
        """The first output whose shape is not the formula's, in words."""
        self.around: Callable[[], AbstractContextManager[None]] = nullcontext
        """What is entered around every call of the row's own functions, and left again."""
        self.calls: list[tuple[str, tuple[Array, ...], dict[str, Any]]] = []
        """What was called so far: the operation, its arrays and its keywords."""
        self._law, self._honouring = law, deviations
        self._rounds = implementation.rounding == "transform"

    def claims(self, operation: str) -> Claims:
        """What the implementation claims of `operation`. Raises NotClaimed where it does not offer it."""
        if operation not in self.implementation.operations:
            raise NotClaimed(f"no {operation}")
        return self.implementation.operations[operation]

    def correlate(self, problem: Problem) -> Array:
        """The implementation's answer. Raises NotClaimed, Refused or Misanswered where there is none."""
        return self._answer("correlate", problem)

    def convolve(self, problem: Problem) -> Array:
        """The same for its `convolve`."""
        return self._answer("convolve", problem)

    def transposed(self, problem: Transposed) -> Array:
        """The same for its `transposed`."""
        return self._answer("transposed", problem)

    def gradients(self, problem: Problem, cotangent: Array, wrt: Collection[str] = ARGUMENTS) -> tuple[Array, ...]:
        """The gradients with respect to each of `wrt`, in the order of `ARGUMENTS`."""
        problem = self._claimed("gradients", problem)
        if cotangent.dtype in HALVES.values():
            for name in wrt:
                _stop_where_sums_are_rounded(*_factors(name, problem, cotangent), _products(name, problem))
        found = self._gradients(problem, cotangent, wrt)
        shapes = problem.input.shape, problem.weight.shape, problem.weight.shape[:1]
        answers = []
        for name, gradient, shape in zip(ARGUMENTS, found, shapes, strict=True):
            if name not in wrt:
                continue
            answer = _numbers(f"gradients returned, for {name},", gradient)
            self._look_at(f"the gradient of {name}", answer, shape)
            answers.append(_nearest(answer, *_factors(name, problem, cotangent)) if self._rounds else answer)
        return tuple(answers)

    def train(
        self, input: Array, target: Array, weight: Array, learning_rate: float, steps: int
    ) -> tuple[Array, Array]:
        """The weight that the implementation learns, and the losses on the way."""
        given = Problem(input, weight)
        if reason := self.claims("train").refusal(given):
            raise NotClaimed(reason)
        answer = self._call("train", given, (input, target, weight), {"learning_rate": learning_rate, "steps": steps})
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise Misanswered(f"train returned {_kind(answer)}, not a pair of a weight and its losses")
        learned, losses = (
            _numbers("train returned, for the weight,", answer[0]),
            _numbers("train returned, for the losses,", answer[1]),
        )
        self._look_at("the learned weight", learned, weight.shape)
        self._look_at("the array of losses", losses, (steps,))
        return learned, losses

    def unrounded(self) -> Self:
        """The same subject, which hands over the very arrays that the implementation returned: for laws about their
        memory rather than their values.
        """
        other = copy(self)
        other._rounds = False
        return other

    def attempt(self, problem: Call) -> Array | Refusal:
        """The outcome of a problem that the implementation may, or must, refuse: an array or a Refusal."""
        operation = "transposed" if isinstance(problem, Transposed) else "correlate"
        if not problem.invalidity():
            problem = self._claimed(operation, problem)
        try:
            return self._compute(operation, problem)
        except Refused as refused:
            return Refusal(str(refused))

    def attempt_gradients(self, problem: Problem, cotangent: Array) -> Array | Refusal:
        """The same for gradients: the gradient of the input, or a Refusal."""
        try:
            return _numbers("gradients returned", self._gradients(self._claimed("gradients", problem), cotangent)[0])
        except Refused as refused:
            return Refusal(str(refused))

    def _answer(self, operation: str, problem: Problem | Transposed) -> Array:
        problem = self._claimed(operation, problem)
        _stop_where_sums_are_rounded(problem.input, problem.weight, problem.terms, problem.bias)
        output = self._compute(operation, problem)
        if output.ndim != problem.rank + 2:
            raise Misanswered(
                f"the output has {output.ndim} axes, of shape {output.shape}; it must have {problem.rank + 2}"
            )
        self._look_at("an output", output, problem.output_shape)
        if not self._rounds:
            return output
        extended = problem.extended().input if isinstance(problem, Problem) else problem.input
        return _nearest(output, extended, problem.weight)

    def _gradients(self, problem: Problem, cotangent: Array, wrt: Collection[str] = ARGUMENTS) -> tuple[Any, ...]:
        claims = self.claims("gradients")
        keywords = claims.keywords(problem)
        if "wrt" in claims.features:
            keywords["wrt"] = tuple(name for name in ARGUMENTS if name in wrt)
        found = self._call("gradients", problem, (problem.input, problem.weight, cotangent), keywords)
        if not isinstance(found, tuple) or len(found) != len(ARGUMENTS):
            raise Misanswered(f"gradients returned {_kind(found)}, not a triple of gradients")
        return found

    def _claimed(self, operation: str, problem: C) -> C:
        """`problem` in a form that the implementation takes. Raises NotClaimed where there is none."""
        claims = self.claims(operation)
        if reason := claims.refusal(problem):
            raise NotClaimed(reason)
        return claims.handed(problem)

    def _compute(self, operation: str, problem: Call) -> Array:
        keywords = self.claims(operation).keywords(problem)
        output = self._call(operation, problem, (problem.input, problem.weight), keywords)
        return _numbers(f"{operation} returned", output)

    def _stop_at_deviations(self, operation: str, problem: Call) -> None:
        about = (known for known in self.implementation.deviations if self._is_about(known, operation, problem))
        inside = {deviation for deviation in about if self._holds(deviation, problem)}
        self.inside |= inside
        if inside and self._honouring:
            raise NotClaimed("recorded as a deviation")

    def _holds(self, deviation: Deviation, problem: Call) -> bool:
        try:
            return bool(deviation.when(problem))
        except Exception as error:
            what = f"{self.implementation.name}: {deviation}"
            raise ClaimError(
                f"{what}: its `when` raised {type(error).__name__}: {error} on {problem.origin}"
            ) from error

    def _is_about(self, deviation: Deviation, operation: str, problem: Call) -> bool:
        if deviation.law in EXCLUDING:
            return operation in EXCLUDING[deviation.law] and problem.invalidity() is None
        return deviation.law == self._law

    def _call(self, operation: str, problem: Call, arrays: tuple[Array, ...], keywords: dict[str, Any]) -> Any:
        self._stop_at_deviations(operation, problem)
        self.calls.append((operation, arrays, keywords))
        try:
            # Whether NumPy warns of an infinity or a NaN on the way is not what any law asks, and not always right: a
            # product in blocks may raise the flag for an element that it only filled in.
            with np.errstate(all="ignore"), self.around():
                return self.claims(operation).function(*arrays, **keywords)
        except (Exception, SystemExit) as error:
            outcome = Exhausted if isinstance(error, MemoryError) else Refused
            raise outcome(f"{type(error).__name__}: {' '.join(str(error).split())}") from error

    def _look_at(self, what: str, array: Array, shape: tuple[int, ...]) -> None:
        if array.shape != shape and self.misshapen is None:
            self.misshapen = f"{what} has the shape {array.shape}; the formula gives {shape}"


def _numbers(what: str, found: Any) -> Array:
    """`found`, where it is an array of numbers. Raises Misanswered where it is not."""
    if not isinstance(found, np.ndarray):
        raise Misanswered(f"{what} {_kind(found)}, not numpy.ndarray")
    if found.dtype.kind not in "fciu" and found.dtype not in HALVES.values():
        raise Misanswered(f"{what} an array of dtype {found.dtype}, which holds no numbers")
    return found


def _kind(found: Any) -> str:
    return f"{type(found).__module__}.{type(found).__name__}"


def _factors(argument: str, problem: Problem, cotangent: Array) -> tuple[Array, Array]:
    """What the gradient of `argument` is a sum of products of."""
    if argument == "input":
        return cotangent, problem.weight
    # The gradient of a weight adds over the items too: to its error bound the batch is one long item.
    extended = problem.extended().input
    seen = extended[None] if argument == "weight" else np.ones_like(cotangent[None])
    return seen, cotangent[None]


def _products(argument: str, problem: Problem) -> int:
    """How many products one element of the gradient of `argument` adds up, at most."""
    if argument == "input":
        return len(problem.weight) // problem.groups * math.prod(problem.kernel)
    return len(problem.input) * math.prod(problem.output_size)


def _stop_where_sums_are_rounded(one: Array, other: Array, terms: int, bias: Array | None = None) -> None:
    """Raises NotClaimed where integers of a half type may have a sum of `terms` products that the type has to round.

    Other types have room for every sum that a law makes of the integers in a problem.
    """
    if one.dtype not in HALVES.values() or not _are_integers(one, other):
        return
    largest = terms * _largest(one) * _largest(other) + (0 if bias is None else _largest(bias))
    if largest >= 2 ** EXACT_BITS[str(one.dtype)]:
        raise NotClaimed(f"sums too large to be exact in {one.dtype}")


def _are_integers(*arrays: Array) -> bool:
    return all(np.array_equal(array, np.round(array)) for array in arrays)


def _largest(array: Array) -> int:
    """The largest magnitude of a finite element."""
    return int(np.abs(array[np.isfinite(array)]).max(initial=0))


def _nearest(output: Array, one: Array, other: Array) -> Array:
    """The integers that a transform algorithm means, where it is as close to them as its error bound demands.

    On integers the exact answer is an integer. An FFT of length m errs by at most a small multiple of
    u·log₂m·‖x‖·‖w‖ in every output (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., theorem 24.2,
    applied forward, product, back). Where every output is within that of an integer, the integers are the answer,
    and laws compare exactly. Anything else is returned as it came, and fails whichever law looks at it. Raises
    NotClaimed where the bound is no smaller than a quarter, and so tells no integers apart.
    """
    if one.dtype.kind not in "fc" or output.dtype.kind not in "fc":
        return output
    if not _are_integers(one, other):
        return output
    tolerance = transform_tolerance(one, other, max(_elements(one), _elements(output)))
    if tolerance >= 0.25:
        raise NotClaimed(f"integers of this size in {one.dtype}, which a transform cannot tell apart")
    nearest = np.round(output)
    close = bool(np.all(np.abs(output - nearest) <= tolerance))
    return nearest if close else output


def transform_tolerance(one: Array, other: Array, length: int) -> float:
    """The error that one output of a transform of `length` elements may have."""
    return TRANSFORM_UNITS * transform_unit(one, other, length)


def transform_unit(one: Array, other: Array, length: int) -> float:
    """What the errors of a transform of m = `length` elements are measured in: u·log₂(2m)·max‖x̃[n]‖·max‖w[o]‖."""

    def largest_norm(array: Array) -> float:
        squares = (np.abs(array.astype(np.complex128)) ** 2).sum(axis=tuple(range(1, array.ndim)))
        return float(np.sqrt(squares.max(initial=0)))

    unit = float(np.finfo(one.dtype).eps) / 2
    return unit * math.log2(2 * max(2, length)) * largest_norm(one) * largest_norm(other)


def _elements(array: Array) -> int:
    return math.prod(array.shape[2:])
