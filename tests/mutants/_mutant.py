"""What a mutant is: an implementation of which one operation is wrong in one way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from spec import Implementation, Operation, Problem, TransposedProblem, definition
from spec.contract.operations import DIFFERENTIABLE, OperationName

from ._remembered import remembered

Array = np.ndarray[Any, Any]
Gradients = tuple[Array, Array, Array]


def loss_and_gradient(input: Array, target: Array, weight: Array) -> tuple[Array, Array]:
    """The squared error of a layer, and its gradient with respect to the weight."""
    problem = Problem(input, weight)
    residual = definition.correlate(problem) - target
    return (residual**2).sum(), definition.gradients(problem, 2 * residual)[1]


def correct_train(input: Array, target: Array, weight: Array, learning_rate: float, steps: int) -> tuple[Array, Array]:
    """Gradient descent as the textbook writes it."""
    losses = np.zeros(steps, input.dtype)
    for step in range(steps):
        losses[step], gradient = loss_and_gradient(input, target, weight)
        weight = weight - learning_rate * gradient
    return weight, losses


correct = remembered(definition.correlate)
correct_gradients = remembered(definition.gradients)
correct_transposed = remembered(definition.transposed)
"""The right answers, for a mutant to spoil; `correct_train` is another."""


def correct_but_for_the_last_tap(problem: Problem) -> Array:
    """The right answer, without what the last tap of every filter adds to it."""
    weight = problem.weight.copy()
    last: Any = (..., *[-1] * problem.rank)
    weight[last] = 0
    return correct(replace(problem, weight=weight))


@dataclass(frozen=True)
class Mutant:
    """An implementation that is wrong in one way, and the laws that must notice."""

    implementation: Implementation
    operation: OperationName
    """The operation that is wrong."""
    fault: str
    rejected_by: tuple[str, ...]
    report: str | None
    file: str
    """The name of the file that it stands in."""

    @property
    def name(self) -> str:
        return self.implementation.name

    @property
    def origin(self) -> str:
        """Where it comes from, which its file says: "law", "report", "systematic" or "blind"."""
        return self.file.partition("_")[0].removesuffix("s")


MUTANTS: dict[str, Mutant] = {}


F = TypeVar("F", bound=Callable[..., Any])


def mutant(
    *rejected_by: str,
    of: OperationName = "correlate",
    report: str | None = None,
    sees_nonsense: bool = False,
    **claims: Any,
) -> Callable[[F], F]:
    """Enters a function as a mutant that each of the laws `rejected_by` must reject.

    The first line of its docstring is the fault in one sentence. `of` is the operation that is wrong: `correlate` and
    `convolve` are functions from a Problem to an output, `gradients` from a Problem and a cotangent to a triple,
    `transposed` from a TransposedProblem to an output, and `train` takes input, target, weight, learning rate and
    steps. The other operations are right. `report` cites, as owner/repository#number, where the fault was found in the
    wild. Invalid problems are refused before the function sees them, unless `sees_nonsense`. `claims` replace what a
    mutant claims otherwise, which is everything but the layers that would take the definition seconds.
    """

    def enter(function: F) -> F:
        name = function.__name__
        if name in MUTANTS:
            raise ValueError(f"two mutants are called {name}")
        wrong: dict[str, Any] = {of: ROWS[of](function, sees_nonsense)}
        fault = (function.__doc__ or "").partition("\n")[0]
        file = function.__module__.rpartition(".")[2]
        row = Implementation(name, **(everything() | wrong | claims))
        MUTANTS[name] = Mutant(row, of, fault, rejected_by, report, file)
        return function

    return enter


def enter(name: str, fault: str, function: Callable[..., Any], *rejected_by: str, **options: Any) -> None:
    """Enters one of many functions that differ in a parameter, with a name and a fault put together from parts.

    `function` is made where it is entered, and a new one each time; `options` are those of `mutant`.
    """
    function.__name__, function.__doc__ = name, fault
    mutant(*rejected_by, **options)(function)


def _checked(problem: Any, sees_nonsense: bool) -> Any:
    reason = problem.invalidity()
    # Operands of two dtypes are seen: the definition refuses them by itself.
    if reason and reason.kind != "dtype" and not sees_nonsense:
        raise ValueError(reason)
    return problem


def _correlate(function: Callable[[Problem], Array], sees_nonsense: bool) -> Callable[..., Array]:
    """`function` with the signature of a row that claims everything."""

    def correlate(
        input: Array,
        weight: Array,
        *,
        bias: Array | None,
        stride: tuple[int, ...],
        padding: Any,
        boundary: str,
        dilation: tuple[int, ...],
        groups: int,
    ) -> Array:
        problem = Problem(input, weight, bias, stride, padding, dilation, groups, boundary=boundary)
        return function(_checked(problem, sees_nonsense))

    return correlate


def _gradients(function: Callable[[Problem, Array], Any], sees_nonsense: bool) -> Callable[..., Any]:
    def gradients(
        input: Array,
        weight: Array,
        cotangent: Array,
        *,
        stride: tuple[int, ...],
        padding: Any,
        boundary: str,
        dilation: tuple[int, ...],
        groups: int,
        wrt: tuple[str, ...],
    ) -> tuple[Array | None, ...]:
        problem = Problem(input, weight, None, stride, padding, dilation, groups, boundary=boundary)
        problem = _checked(problem, sees_nonsense)
        if cotangent.shape != problem.output_shape and not sees_nonsense:
            raise ValueError(f"a cotangent of shape {cotangent.shape} for an output of {problem.output_shape}")
        _asked[:] = wrt
        found = function(problem, cotangent)
        return tuple(
            gradient if name in wrt else None for name, gradient in zip(("input", "weight", "bias"), found, strict=True)
        )

    return gradients


_asked: list[str] = []


def asked() -> tuple[str, ...]:
    """The arguments that the gradients being computed were asked for."""
    return tuple(_asked)


def _transposed(function: Callable[[TransposedProblem], Array], sees_nonsense: bool) -> Callable[..., Array]:
    def transposed(
        input: Array,
        weight: Array,
        *,
        bias: Array | None,
        stride: tuple[int, ...],
        padding: Any,
        output_padding: tuple[int, ...],
        dilation: tuple[int, ...],
        groups: int,
    ) -> Array:
        problem = TransposedProblem(
            input, weight, bias, stride, padding, dilation, groups, output_padding=output_padding
        )
        return function(_checked(problem, sees_nonsense))

    return transposed


def _train(function: Callable[..., tuple[Array, Array]], sees_nonsense: bool) -> Callable[..., tuple[Array, Array]]:
    def train(input: Array, target: Array, weight: Array, *, learning_rate: float, steps: int) -> tuple[Array, Array]:
        return function(input, target, weight, learning_rate, steps)

    return train


ROWS: dict[str, Callable[[Any, bool], Callable[..., Any]]] = {
    "correlate": _correlate,
    "convolve": _correlate,
    "gradients": _gradients,
    "transposed": _transposed,
    "train": _train,
}
"""How a function becomes the operation of a row, by the operation's name."""

RIGHT: dict[str, Callable[..., Any]] = {
    "correlate": correct,
    "gradients": correct_gradients,
    "transposed": correct_transposed,
    "train": correct_train,
}
"""The operations that every mutant offers, whichever of them it gets wrong."""


def everything() -> dict[str, Any]:
    """What a mutant claims if nothing else is said, and the right functions for it."""
    return {
        "dtypes": {"float32", "float64", "int32", "int64", "complex128"},
        "paddings": {"explicit", "valid", "full", "same_upper", "same_lower"},
        "max_multiplications": 60_000_000,
        **{name: _right(name, function) for name, function in RIGHT.items()},
    }


def faultless() -> Implementation:
    """What mutants spoil: an implementation that offers every operation, and gets it right."""

    def convolve(problem: Problem) -> Array:
        backwards = [slice(None, None, -1)] * problem.rank
        return correct(replace(problem, weight=problem.weight[:, :, *backwards]))

    return Implementation("faultless", **everything(), convolve=_right("convolve", convolve))


def _right(name: str, function: Callable[..., Any]) -> Operation:
    """`function` as the operation `name`, whatever the dtypes of the row."""
    dtypes = {"float32", "float64"} if name in DIFFERENTIABLE else None
    return Operation(ROWS[name](function, False), dtypes=dtypes)
