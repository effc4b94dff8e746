"""Subject: an implementation as a law sees it. Every answer is checked to be one."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from functools import partial
from typing import Any, Self, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from ..definition.boundary import copies
from ..definition.call import Call
from ..definition.dtypes import HALVES
from ..definition.problem import Problem
from ..definition.transposed_problem import TransposedProblem
from .callers import called_at_once
from .claims import Claims, of_arrays
from .deviation import EXCLUDING, REFUSING, Deviation
from .exactness import factors, nearest, products, stop_where_sums_are_rounded
from .implementation import Implementation
from .operations import ClaimError, OperationName
from .outcomes import InvalidOutput, NotClaimed, OutOfMemory, Raised, Rejection, Unsupported
from .processor import kept_arithmetic
from .workaround import Workaround

Array = np.ndarray[Any, Any]


C = TypeVar("C", bound=Call)
T = TypeVar("T")

_SEEN: WeakKeyDictionary[Implementation, set[tuple[Any, ...]]] = WeakKeyDictionary()
"""The shapes of arrays that the functions of a row were called with in this process."""


ARGUMENTS = ("input", "weight", "bias")
"""The arguments that have gradients, in the order in which the gradients are returned."""


class Subject:
    """Hands problems to an implementation in the form that it claims, and checks the answers.

    `law` is the law on trial. No call is made inside a deviation from this law, or from a law that says what the
    operation computes, unless `deviations` is false. If `direct`, none is made that goes through a transform.
    """

    def __init__(
        self, implementation: Implementation, law: str, *, deviations: bool = True, direct: bool = False
    ) -> None:
        self.implementation = implementation
        self.inside: set[Deviation] = set()
        """The deviations that a call fell into."""
        self.helped: set[Workaround] = set()
        """The workarounds that a call met."""
        self.misshapen: str | None = None
        """The first output whose shape is not the formula's, in words."""
        self.around: Callable[[], AbstractContextManager[None]] = nullcontext
        """The context manager around every call of the row's own functions."""
        self.calls: list[tuple[OperationName, tuple[Array, ...], dict[str, Any]]] = []
        """What was called so far: the operation, its arrays and its keywords."""
        self._law, self._honouring = law, deviations
        self._rounds, self._direct = True, direct

    def claims(self, operation: OperationName) -> Claims:
        """What the implementation claims of `operation`. Raises NotClaimed where it does not offer it."""
        if operation not in self.implementation.operations:
            raise NotClaimed(f"no {operation}")
        return self.implementation.operations[operation]

    def correlate(self, problem: Problem) -> Array:
        """The implementation's answer to `problem`. Raises NotClaimed, Raised or InvalidOutput where there is none."""
        return self._answer("correlate", problem)

    def convolve(self, problem: Problem) -> Array:
        """The same as `correlate`, for a convolution."""
        return self._answer("convolve", problem)

    def transposed(self, problem: TransposedProblem) -> Array:
        """The same as `correlate`, for a transposed correlation."""
        return self._answer("transposed", problem)

    def gradients(self, problem: Problem, cotangent: Array, wrt: Collection[str] = ARGUMENTS) -> tuple[Array, ...]:
        """The gradients with respect to each of `wrt`, in the order of `ARGUMENTS`."""
        problem = self._claimed("gradients", problem)
        if cotangent.dtype in HALVES.values():
            for name in wrt:
                stop_where_sums_are_rounded(*factors(name, problem, cotangent), products(name, problem))
        found = self._gradients(problem, cotangent, wrt)
        shapes = problem.input.shape, problem.weight.shape, problem.weight.shape[:1]
        answers = []
        for name, gradient, shape in zip(ARGUMENTS, found, shapes, strict=True):
            if name not in wrt:
                continue
            answer = _numbers(f"gradients returned, for {name},", gradient)
            self._look_at(f"the gradient of {name}", answer, shape)
            if self._rounds and self.claims("gradients").rounding_of(problem) == "transform":
                repeated = copies(problem.size, problem.pairs, problem.boundary) if name == "input" else 1
                answer = nearest(answer, *factors(name, problem, cotangent), repeated)
            answers.append(answer)
        return tuple(answers)

    def train(
        self, input: Array, target: Array, weight: Array, learning_rate: float, steps: int
    ) -> tuple[Array, Array]:
        """The weight that the implementation learns, and the loss before each step."""
        given = Problem(input, weight)
        _stop_where_unclaimed(self.claims("train"), given)
        answer = self._call("train", given, (input, target, weight), {"learning_rate": learning_rate, "steps": steps})
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise InvalidOutput(f"train returned {_kind(answer)}, not a pair of a weight and its losses")
        learned, losses = (
            _numbers("train returned, for the weight,", answer[0]),
            _numbers("train returned, for the losses,", answer[1]),
        )
        self._look_at("the learned weight", learned, weight.shape)
        self._look_at("the array of losses", losses, (steps,))
        return learned, losses

    def unrounded(self) -> Self:
        """The same subject, but it returns the very arrays that the implementation returned: for laws about memory
        rather than values.
        """
        other = copy(self)
        other._rounds = False
        return other

    def at_once(self, jobs: Sequence[Callable[[Self], T]]) -> list[T]:
        """What comes of each of `jobs`, which begin at the same time, each in a thread of its own and with a subject of
        its own. Raises what one of them raises.
        """
        own = [copy(self) for _ in jobs]

        def done(job: Callable[[Self], T], subject: Self) -> T:
            subject.calls = []
            # A thread has an error state of its own.
            with np.errstate(all="ignore"):
                return job(subject)

        try:
            return called_at_once([partial(done, *pair) for pair in zip(jobs, own, strict=True)])
        finally:
            # As if one had come after the other, so that a failure is told alike every time.
            self.calls += [call for subject in own for call in subject.calls]
            self.misshapen = self.misshapen or next((one.misshapen for one in own if one.misshapen), None)

    def has_seen(self, operation: OperationName, input: tuple[int, ...], weight: tuple[int, ...]) -> bool:
        """Whether the row was called before, in this process, with an input and a weight of these shapes."""
        return (operation, input, weight) in _SEEN.get(self.implementation, ())

    def attempt(self, problem: Call, operation: OperationName | None = None) -> Array | Rejection:
        """The outcome of a problem that the implementation may, or must, refuse: an array or a Rejection. It is given
        to `operation`, or else to the one that problems of its kind are made for.
        """
        operation = operation or ("transposed" if isinstance(problem, TransposedProblem) else "correlate")
        if problem.invalidity():
            self._stop_at_unsupported_nonsense(operation, problem)
        else:
            problem = self._claimed(operation, problem)
        try:
            return self._compute(operation, problem)
        except Raised as refused:
            return Rejection(str(refused))

    def attempt_gradients(self, problem: Problem, cotangent: Array) -> Array | Rejection:
        """The same for gradients: the gradient of the input, or a Rejection."""
        if problem.invalidity():
            self._stop_at_unsupported_nonsense("gradients", problem)
        else:
            problem = self._claimed("gradients", problem)
        try:
            return _numbers("gradients returned", self._gradients(problem, cotangent)[0])
        except Raised as refused:
            return Rejection(str(refused))

    def _answer(self, operation: OperationName, problem: Problem | TransposedProblem) -> Array:
        problem = self._claimed(operation, problem)
        stop_where_sums_are_rounded(problem.input, problem.weight, problem.terms, problem.bias)
        output = self._compute(operation, problem)
        if output.ndim != problem.rank + 2:
            raise InvalidOutput(
                f"the output has {output.ndim} axes, of shape {output.shape}; it must have {problem.rank + 2}"
            )
        self._look_at("an output", output, problem.output_shape)
        if not self._rounds or self.claims(operation).rounding_of(problem) == "direct":
            return output
        if isinstance(problem, Problem):
            return nearest(output, problem.extended().input, problem.weight)
        return nearest(output, problem.input, problem.weight.swapaxes(0, 1))

    def _gradients(self, problem: Problem, cotangent: Array, wrt: Collection[str] = ARGUMENTS) -> tuple[Any, ...]:
        claims = self.claims("gradients")
        keywords = claims.keywords(problem)
        if "wrt" in claims.features:
            keywords["wrt"] = tuple(wrt)
        found = self._call("gradients", problem, (problem.input, problem.weight, cotangent), keywords)
        if not isinstance(found, tuple) or len(found) != len(ARGUMENTS):
            raise InvalidOutput(f"gradients returned {_kind(found)}, not a triple of gradients")
        return found

    def _claimed(self, operation: OperationName, problem: C) -> C:
        """`problem` in a form that the implementation takes. Raises NotClaimed where there is none."""
        claims = self.claims(operation)
        _stop_where_unclaimed(claims, problem)
        if self._direct and claims.rounding_of(problem) == "transform":
            raise NotClaimed("a call that goes through a transform")
        return claims.handed(problem)

    def _stop_at_unsupported_nonsense(self, operation: OperationName, problem: Call) -> None:
        """Raises Unsupported where `supports` leaves out what is nonsense in another way too."""
        try:
            reason = self.claims(operation).unsupported(problem)
        except ClaimError:
            return  # It need not know what to say of nonsense.
        if reason:
            raise Unsupported(reason)

    def _compute(self, operation: OperationName, problem: Call) -> Array:
        keywords = self.claims(operation).keywords(problem)
        output = self._call(operation, problem, (problem.input, problem.weight), keywords)
        return _numbers(f"{operation} returned", output)

    def _stop_at_deviations(self, operation: OperationName, problem: Call) -> None:
        about = (known for known in self.implementation.deviations if self._is_about(known, operation, problem))
        inside = {deviation for deviation in about if self._holds(deviation, problem)}
        self.inside |= inside
        if inside and self._honouring:
            raise NotClaimed("recorded as a deviation")

    def _holds(self, declared: Deviation | Workaround, problem: Call) -> bool:
        try:
            return bool(declared.when(of_arrays(problem)))
        except Exception as error:
            what = f"{self.implementation.name}: {declared}"
            raise ClaimError(
                f"{what}: its `when` raised {type(error).__name__}: {error} on {problem.origin}"
            ) from error

    def _is_about(self, deviation: Deviation, operation: OperationName, problem: Call) -> bool:
        invalidity = problem.invalidity()
        if deviation.law in EXCLUDING:
            # What a row computes otherwise, it computes otherwise from operands of two dtypes too.
            return operation in EXCLUDING[deviation.law] and (invalidity is None or invalidity.kind == "dtype")
        if deviation.law in REFUSING and invalidity and invalidity.kind != "dtype":
            # Nonsense that is not refused may end the process, whichever law has asked.
            return operation in REFUSING[deviation.law]
        return deviation.law == self._law

    def _call(
        self, operation: OperationName, problem: Call, arrays: tuple[Array, ...], keywords: dict[str, Any]
    ) -> Any:
        self._stop_at_deviations(operation, problem)
        self.helped |= {known for known in self.implementation.workarounds if self._holds(known, problem)}
        self.calls.append((operation, arrays, keywords))
        _SEEN.setdefault(self.implementation, set()).add((operation, arrays[0].shape, arrays[1].shape))
        try:
            # No law asks whether NumPy warns of an infinity or a NaN. Such warnings are not always right: a product in
            # blocks may raise the flag for an element that only fills a block. How the processor rounds is put back for
            # the sake of the calls to come.
            with np.errstate(all="ignore"), kept_arithmetic(), self.around():
                return self.claims(operation).function(*arrays, **keywords)
        except (Exception, SystemExit) as error:
            outcome: type[Exception] = OutOfMemory if isinstance(error, MemoryError) else Raised
            if isinstance(error, NotImplementedError) and self._honouring and not problem.invalidity():
                # A deviation may record it as a refusal.
                outcome = Unsupported
            raise outcome(f"{type(error).__name__}: {' '.join(str(error).split())}") from error

    def _look_at(self, what: str, array: Array, shape: tuple[int, ...]) -> None:
        if array.shape != shape and self.misshapen is None:
            self.misshapen = f"{what} has the shape {array.shape}; the formula gives {shape}"


def _stop_where_unclaimed(claims: Claims, problem: Call) -> None:
    if reason := claims.refusal(problem):
        raise Unsupported(reason) if reason == claims.unsupported(problem) else NotClaimed(reason)


def _numbers(what: str, found: Any) -> Array:
    """`found`, if it is an array of numbers. Raises InvalidOutput otherwise."""
    if not isinstance(found, np.ndarray):
        raise InvalidOutput(f"{what} {_kind(found)}, not numpy.ndarray")
    if found.dtype.kind not in "fciu" and found.dtype not in HALVES.values():
        raise InvalidOutput(f"{what} an array of dtype {found.dtype}, which holds no numbers")
    return found


def _kind(found: Any) -> str:
    return f"{type(found).__module__}.{type(found).__name__}"
