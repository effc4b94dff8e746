"""What is accepted, what is refused, and in which dtype it is answered."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .. import definition
from ..contract.claims import Claims
from ..contract.outcomes import Rejection
from ..contract.subject import Subject
from ..definition.dtypes import EXACT_BITS, promoted
from ..definition.problem import Problem
from ..operands.fresh import generator
from ..operands.numbers import halves
from ._operations import Answer, Arrays, of_every_operation
from .law import Equation, law


def _other_dtypes(given: Problem, claims: Claims) -> Sequence[str]:
    """Dtypes that are claimed, other than the input's, and that NumPy promotes together with it."""
    own = given.input.dtype.name
    return [name for name in EXACT_BITS if name in claims.dtypes and name != own and promoted(own, name)]


def _kind(given: Problem) -> str:
    """The kind of nonsense that the problem is."""
    reason = given.invalidity()
    return reason.kind if reason else ""


@law(budget=4, values=False)
def valid_problems_are_accepted(impl: Subject, given: Problem) -> Equation:
    """A problem that is valid, and that the implementation claims, is answered.

        correlate(x, w)  is an array and not an exception

    Every law notices an exception. Deviations from this law record the restrictions that a library documents.

    Catches: checks that are stricter than the operation; shapes that are inferred too small and then do not fit.
    """
    answer = impl.correlate(given)
    return Equation(np.array(answer.ndim), np.array(given.input.ndim))


@law(draws="invalid", budget=10, apart=_kind)
def invalid_problems_are_refused(impl: Subject, given: Problem) -> Equation:
    """A problem that means nothing is refused with an exception, not answered with a value.

        correlate(nonsense)  is an exception

    Nonsense is: channels that do not match, groups that do not divide, a stride, dilation or groups of zero or
    less, a negative padding, a list of the wrong length, a weight of another rank, a bias of the wrong shape, a
    kernel without taps, a padding so long that no array could hold the output.

    Catches: shapes that broadcast by accident; zeros that reach a division; checks that a fast path skips; sizes that
    overflow 32 or 64 bits, and become small.
    """
    return Equation(impl.attempt(given), Rejection(str(given.invalidity())))


@law(budget=3, values=False)
def the_result_keeps_the_dtype(impl: Subject, given: Problem) -> Equation:
    """The output has the dtype of the operands, for every operation that is offered.

        dtype(correlate(x, w))  ==  dtype(x)          where x and w have the same

    Catches: a silent detour through another type; 64-bit types narrowed by a default; integers that come back as
    floats; gradients in double precision.
    """

    def kept(name: str, operands: Arrays, answer: Answer) -> Equation:
        answers = answer(*operands)
        found = tuple(np.array(f"{name}: {array.dtype}") for array in answers)
        return Equation(found, (np.array(f"{name}: {given.input.dtype}"),) * len(answers))

    return of_every_operation(impl, given, kept)


@law(needs="direct", other=_other_dtypes)
def two_dtypes_lose_nothing_or_are_refused(impl: Subject, given: Problem, *, other: str) -> Equation:
    """An input and a weight of two dtypes are multiplied without loss, or refused with an exception.

        correlate(x in int32, w in float64)  ==  correlate(both in float64), or a refusal

    This holds for any two dtypes that are claimed. The numbers are multiples of one half where the dtype has such, and
    complex where it has those. The dtype of the output is left open: libraries promote in more than one way.

    Catches: an operand that is cast to the dtype of the other, and loses its fraction or its imaginary part; a buffer
    of one dtype that is read as if it were of the other.
    """
    random = generator(given, "two dtypes")
    input = halves(random, given.input.shape, str(given.input.dtype))
    mixed = replace(given, input=input, weight=halves(random, given.weight.shape, other), bias=None)
    outcome, dtype = impl.attempt(mixed), promoted(str(given.input.dtype), other)
    alike = replace(mixed, input=mixed.input.astype(dtype), weight=mixed.weight.astype(dtype))
    return Equation(outcome, outcome if isinstance(outcome, Rejection) else definition.correlate(alike))
