"""Several problems one after the other, put to every operation that a row offers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..contract.claims import Claims
from ..contract.operations import OperationName
from ..contract.outcomes import InvalidOutput, NotClaimed, Rejection
from ..contract.subject import Subject
from ..definition.call import Call
from ..definition.problem import Array, Problem
from ..definition.transposed_problem import TransposedProblem
from ..operands.fresh import fresh_cotangent, fresh_operand, way_back
from .law import Equation
from .rehearsal import Rehearsal

Answers = tuple[Array, ...]
Ask = Callable[[Subject, Any], Answers]
"""Puts a problem to an operation, or what follows from the problem where the operation takes something else."""

NONSENSE = ("channels", "taps", "rank", "stride", "dilation", "groups", "padding", "bias")
"""What a problem is made nonsense by."""


def _plain(given: Problem) -> Problem:
    """`given` as gradients are asked for it: of the sum alone, surrounded by zeros."""
    return replace(given, bias=None, boundary="zero")


def _way_back(given: Problem | TransposedProblem) -> TransposedProblem:
    return given if isinstance(given, TransposedProblem) else way_back(given)


def _gradients(impl: Subject, given: Problem) -> Answers:
    return impl.gradients(_plain(given), fresh_cotangent(_plain(given)))


OPERATIONS: dict[OperationName, Ask] = {
    "correlate": lambda impl, given: (impl.correlate(given),),
    "convolve": lambda impl, given: (impl.convolve(given),),
    "gradients": _gradients,
    "transposed": lambda impl, given: (impl.transposed(_way_back(given)),),
}
"""The operations that are put a problem, by name."""

CALLS: dict[OperationName, Callable[[Problem], Call]] = {
    "correlate": lambda given: given,
    "convolve": lambda given: given,
    "gradients": _plain,
    "transposed": way_back,
}
"""What each operation is called with."""


def of_each(impl: Subject, tell: Callable[[OperationName, Ask], Equation]) -> Equation:
    """What `tell` says of each operation that is offered, and claimed of what it asks, as one equation. Raises
    NotClaimed where there is none.
    """
    equations: list[Equation] = []
    reasons: list[NotClaimed] = []
    for name, ask in OPERATIONS.items():
        if name not in impl.implementation.operations:
            continue
        try:
            equations.append(tell(name, ask))
        except NotClaimed as reason:
            reasons.append(reason)
    if not equations:
        raise reasons[0]
    return Equation(
        tuple(part for equation in equations for part in equation.lefts),
        tuple(part for equation in equations for part in equation.rights),
    )


def copied(answers: Answers) -> Answers:
    """The answers as they are now."""
    return tuple(answer.copy() for answer in answers)


def rightly(impl: Subject, ask: Ask, given: Any) -> Answers:
    """What the definition answers."""
    return ask(Rehearsal(impl.implementation, "", deviations=False), given)


def refilled(given: Problem, purpose: str) -> Problem:
    """The same problem with fresh integers, none of which is zero, in C order."""
    arrays: dict[str, Any] = {
        name: fresh_operand(given, name, purpose)
        for name in ("input", "weight", "bias")
        if getattr(given, name) is not None
    }
    return replace(given, **arrays)


def refused(impl: Subject, name: OperationName, given: Problem, kind: str) -> Array | Rejection:
    """What the operation called `name` says to nonsense of this kind (from `NONSENSE`), which it should refuse."""
    spoiled = _spoiled(CALLS[name](given), kind)
    try:
        if name == "gradients":
            return impl.attempt_gradients(spoiled, fresh_cotangent(_plain(given)))
        return impl.attempt(spoiled, name)
    except InvalidOutput as answer:
        return Rejection(str(answer))


def unseen(impl: Subject, name: OperationName, given: Problem, axis: int, more: int) -> Problem:
    """`given` with `more` windows along an axis, or so many more that the operation called `name` has seen no such
    shapes before. The numbers are fresh.
    """
    image = list(given.input.shape)
    image[2 + axis] += (more - 1) * given.strides[axis]
    while True:
        image[2 + axis] += given.strides[axis]
        larger = replace(given, input=np.broadcast_to(np.zeros((), given.input.dtype), image))
        seen = larger.output_shape if name == "transposed" else larger.input.shape
        if not impl.has_seen(name, seen, given.weight.shape):
            return refilled(larger, "unseen")


def _spoiled(call: Any, kind: str) -> Any:
    weight: Array = call.weight
    if kind == "channels":
        axis = 0 if isinstance(call, TransposedProblem) else 1
        return replace(call, weight=np.concatenate([weight, weight], axis))
    if kind == "taps":
        return replace(call, weight=weight[..., :0])
    if kind == "rank":
        return replace(call, weight=weight[..., None])
    if kind == "groups":
        return replace(call, groups=call.input.shape[1] + 1)
    if kind == "padding":
        return replace(call, padding=((-1, -1),) * call.rank)
    if kind == "bias":
        return replace(call, bias=np.ones(call.output_shape[1] + 1, weight.dtype))
    return replace(call, **{kind: (0,) * call.rank})


def nonsense(given: Problem, claims: Claims) -> Sequence[str]:
    """The kinds of nonsense that an operation with these claims lets a caller say."""
    said = {"stride", "dilation", "groups", "bias"} & claims.features
    said |= {"padding"} if claims.forms & {"explicit", "symmetric"} else set()
    return [kind for kind in NONSENSE if kind in said | {"channels", "taps", "rank"}]
