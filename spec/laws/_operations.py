"""Every operation that a row offers, applied to one problem: its operands and its answers.

Some laws are about conduct alone and hold for every operation. Such a law is registered for the correlation. It also
covers the convolution, the gradients, the transposed correlation and the trained layer, where a row offers them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from .. import definition
from ..contract.outcomes import NotClaimed, Raised, Rejection
from ..contract.subject import Subject
from ..definition.call import Call
from ..definition.problem import Array, Problem
from ..operands import numbers
from ..operands.fresh import fresh_cotangent, generator, nonempty, way_back
from .law import Equation
from .rehearsal import Rehearsal

Arrays = tuple[Array, ...]
C = TypeVar("C", bound=Call)
Answer = Callable[..., Arrays]
"""A function from the operands of an operation, in their order, to all that it returns."""


def of_every_operation(impl: Subject, given: Problem, ask: Callable[[str, Arrays, Answer], Equation]) -> Equation:
    """One equation, joined from those that `ask` returns for each operation that the row offers and claims for `given`.

    `ask` is called with the operation's name, its operands, and a function from such operands to the answers. Raises
    NotClaimed where no operation is claimed.
    """
    equations: list[Equation] = []
    reasons: list[NotClaimed] = []
    for name, (operands, answer) in _operations(impl, given).items():
        if name in impl.implementation.operations:
            try:
                equations.append(ask(name, operands, answer))
            except NotClaimed as reason:
                reasons.append(reason)
    if not equations:
        raise reasons[0]
    return Equation(
        tuple(part for equation in equations for part in equation.lefts),
        tuple(part for equation in equations for part in equation.rights),
    )


def right_answers(impl: Subject, given: Problem) -> dict[str, Answer]:
    """What the definition answers in the place of each operation."""
    rehearsal = Rehearsal(impl.implementation, "", deviations=False)
    return {name: answer for name, (_, answer) in _operations(rehearsal, given).items()}


def nothing_else(name: str, changes: Sequence[str]) -> Equation:
    """Says that a call of the operation called `name` changes nothing, and what it was seen to change."""
    found = " and ".join(changes) or "changes nothing"
    return Equation((np.array(f"{name} {found}"),), (np.array(f"{name} changes nothing"),))


def attempted(answer: Answer, *operands: Array) -> Arrays | Rejection:
    """The answers to `operands`, or the refusal."""
    try:
        return answer(*operands)
    except Raised as refused:
        return Rejection(str(refused))


def _operations(impl: Subject, given: Problem) -> dict[str, tuple[Arrays, Answer]]:
    def correlate(*operands: Array) -> Arrays:
        return (impl.correlate(_with(given, operands)),)

    def convolve(*operands: Array) -> Arrays:
        return (impl.convolve(_with(given, operands)),)

    def gradients(input: Array, weight: Array, cotangent: Array) -> Arrays:
        return impl.gradients(replace(plain, input=input, weight=weight), cotangent)

    def transposed(*operands: Array) -> Arrays:
        return (impl.transposed(_with(back, operands)),)

    def train(input: Array, target: Array, weight: Array) -> Arrays:
        return impl.train(input, target, weight, 0.5, 1)

    back = way_back(given)
    plain = replace(given, bias=None, boundary="zero")
    forward = given.input, given.weight, given.bias
    ways: dict[str, tuple[tuple[Array | None, ...], Answer]] = {
        "correlate": (forward, correlate),
        "convolve": (forward, convolve),
        "transposed": ((back.input, back.weight, back.bias), transposed),
    }
    if given.input.dtype.kind == "f":
        # Only real floating-point numbers have gradients.
        ways["gradients"] = (given.input, given.weight, fresh_cotangent(plain)), gradients
        ways["train"] = _lesson(nonempty(plain.extended())), train
    return {
        name: (tuple(array for array in operands if array is not None), answer)
        for name, (operands, answer) in ways.items()
    }


def _with(call: C, operands: Arrays) -> C:
    """`call` with other arrays."""
    arrays: dict[str, Any] = dict(zip(("input", "weight", "bias"), operands, strict=False))
    return replace(call, **arrays)


def _lesson(given: Problem) -> Arrays:
    """An input, a target that the layer misses by one everywhere, and a weight: one step is exact in any dtype."""
    dtype = str(given.input.dtype)
    x = numbers.integers(generator(given, "lesson"), given.input.shape, dtype, 1)
    w = numbers.integers(generator(given, "start"), given.weight.shape[:1] + x.shape[1:2] + given.kernel, dtype, 1)
    y = definition.correlate(Problem(x, w))
    return x, y + numbers.integers(generator(given, "miss"), y.shape, dtype, 1), w
