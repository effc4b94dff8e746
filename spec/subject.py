"""Subject: an implementation as a law sees it, with every answer checked for being an answer."""

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from .implementation import ClaimError, Implementation
from .problem import Problem

Array = np.ndarray[Any, Any]
Name = Literal["correlate", "convolve"]


class NotClaimed(Exception):
    """A law asked for something that the implementation does not claim."""


class Refused(Exception):
    """The implementation raised an exception on a problem that it claims."""


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

    `law` is the law on trial: its deviations are honoured, unless `deviations` is False.
    """

    def __init__(self, implementation: Implementation, law: str, *, deviations: bool = True) -> None:
        self.implementation = implementation
        self.misshapen: str | None = None
        """The first output whose shape is not the formula's, in words."""
        self._deviations = [
            deviation
            for deviation in implementation.deviations
            if deviations and (deviation.law == law or deviation.excludes_every_law)
        ]

    def correlate(self, problem: Problem) -> Array:
        """The implementation's answer. Raises NotClaimed, Refused or Misanswered where there is none."""
        return self._answer("correlate", problem)

    def convolve(self, problem: Problem) -> Array:
        """The same for its `convolve`."""
        return self._answer("convolve", problem)

    def untouched(self, problem: Problem) -> Array:
        """The very array that the implementation returned, for laws about its memory rather than its values."""
        return self._call("correlate", self._claimed("correlate", problem))

    def attempt(self, problem: Problem) -> Array | Refusal:
        """The outcome of a problem that the implementation may, or must, refuse: an array or a Refusal."""
        if not problem.invalidity():
            problem = self._claimed("correlate", problem)
        try:
            return self._call("correlate", problem)
        except Refused as refused:
            return Refusal(str(refused))

    def _answer(self, operation: Name, problem: Problem) -> Array:
        problem = self._claimed(operation, problem)
        output = self._call(operation, problem)
        if output.ndim != problem.rank + 2:
            raise Misanswered(
                f"the output has {output.ndim} axes, of shape {output.shape}; it must have {problem.rank + 2}"
            )
        if output.shape != problem.output_shape and self.misshapen is None:
            self.misshapen = f"an output has the shape {output.shape}; the formula gives {problem.output_shape}"
        return _rounded(output, problem) if self.implementation.rounding == "transform" else output

    def _claimed(self, operation: Name, problem: Problem) -> Problem:
        """`problem` in a form that the implementation takes. Raises NotClaimed where there is none."""
        if reason := self.implementation.refusal_to_claim(problem, operation):
            raise NotClaimed(reason)
        row, features = self.implementation, self.implementation.features_of(operation)
        padding = row.padding_for(problem) if "padding" in features else problem.padding
        boundary = row.boundary_for(problem) if "boundary" in features else problem.boundary
        return replace(problem, padding=padding, boundary=boundary)

    def _stop_at_deviations(self, problem: Problem) -> None:
        invalid = problem.invalidity() is not None
        asked = (deviation for deviation in self._deviations if not (invalid and deviation.excludes_every_law))
        for deviation in asked:
            try:
                inside = deviation.when(problem)
            except Exception as error:
                what = f"{self.implementation.name}: the deviation from {deviation.law} ({deviation.because})"
                raise ClaimError(
                    f"{what}: its `when` raised {type(error).__name__}: {error} on {problem.origin}"
                ) from error
            if inside:
                raise NotClaimed("recorded as a deviation")

    def _call(self, operation: Name, problem: Problem) -> Array:
        self._stop_at_deviations(problem)
        function = getattr(self.implementation, operation)
        features = self.implementation.features_of(operation)
        try:
            # Whether NumPy warns of an infinity or a NaN on the way is not what any law asks, and not always right: a
            # product in blocks may raise the flag for an element that it only filled in.
            with np.errstate(all="ignore"):
                output = function(problem.input, problem.weight, **{name: getattr(problem, name) for name in features})
        except (Exception, SystemExit) as error:
            raise Refused(f"{type(error).__name__}: {error}") from error
        if not isinstance(output, np.ndarray):
            raise Misanswered(
                f"{operation} returned {type(output).__module__}.{type(output).__name__}, not numpy.ndarray"
            )
        if output.dtype.kind not in "fciu":
            raise Misanswered(f"{operation} returned an array of dtype {output.dtype}, which holds no numbers")
        return output


def _rounded(output: Array, problem: Problem) -> Array:
    """The integers that a transform algorithm means, where it is as close to them as its error bound demands.

    On integers the exact answer is an integer. An FFT of length m errs by at most a small multiple of
    u·log₂m·‖x‖·‖w‖ in every output (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., theorem 24.2,
    applied forward, product, back). Where every output is within that of an integer, the integers are the answer,
    and laws compare exactly. Anything else is returned as it came, and fails whichever law looks at it. Raises
    NotClaimed where the bound is no smaller than a quarter, and so tells no integers apart.
    """
    operands = problem.input, problem.weight
    if problem.input.dtype.kind not in "fc" or output.dtype.kind not in "fc":
        return output
    if not all(np.array_equal(operand, np.round(operand)) for operand in operands):
        return output
    tolerance = transform_tolerance(problem)
    if tolerance >= 0.25:
        raise NotClaimed(f"integers of this size in {problem.input.dtype}, which a transform cannot tell apart")
    with np.errstate(invalid="ignore"):
        nearest = np.round(output)
        close = bool(np.all(np.abs(output - nearest) <= tolerance))
    return nearest if close else output


def transform_tolerance(problem: Problem) -> float:
    """The error that one output of a transform algorithm may have: 8·u·log₂(2m)·max‖x̃[n]‖·max‖w[o]‖."""

    def largest_norm(array: Array) -> float:
        squares = (np.abs(array.astype(np.complex128)) ** 2).sum(axis=tuple(range(1, array.ndim)))
        return float(np.sqrt(squares.max(initial=0)))

    extended = problem.extended().input
    length = max(2, math.prod(extended.shape[2:]))
    unit = float(np.finfo(problem.input.dtype).eps) / 2
    return 8 * unit * math.log2(2 * length) * largest_norm(extended) * largest_norm(problem.weight)
