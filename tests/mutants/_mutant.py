"""What a mutant is: a function from a problem to an output, wrong in one way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from spec import Implementation, Problem, definition

Array = np.ndarray[Any, Any]

correct = definition.correlate
"""The right answer, for a mutant to spoil."""


@dataclass(frozen=True)
class Mutant:
    """An implementation that is wrong in one way, and the laws that must notice."""

    implementation: Implementation
    fault: str
    rejected_by: tuple[str, ...]
    report: str | None

    @property
    def name(self) -> str:
        return self.implementation.name


MUTANTS: dict[str, Mutant] = {}


def mutant(
    *rejected_by: str, report: str | None = None, sees_nonsense: bool = False, **claims: Any
) -> Callable[[Callable[[Problem], Array]], Callable[[Problem], Array]]:
    """Enters a function from a problem to an output as a mutant that each of the laws `rejected_by` must reject.

    The first line of its docstring is the fault in one sentence. `report` cites, as owner/repository#number, where
    the fault was found in the wild. Invalid problems are refused before the function sees them, unless
    `sees_nonsense`. `claims` replace what a mutant claims otherwise, which is everything; `convolve`, a function
    from a problem to an output too, is one of them.
    """

    def enter(function: Callable[[Problem], Array]) -> Callable[[Problem], Array]:
        everything = {
            "dtypes": {"float32", "float64", "int32", "int64", "complex128"},
            "paddings": {"explicit", "valid", "full", "same_upper", "same_lower"},
        }
        convolve = claims.pop("convolve", None)
        name = function.__name__
        if name in MUTANTS:
            raise ValueError(f"two mutants are called {name}")
        MUTANTS[name] = Mutant(
            Implementation(
                name,
                _as_row(function, sees_nonsense),
                None if convolve is None else _as_row(convolve, sees_nonsense),
                **(everything | claims),
            ),
            (function.__doc__ or "").partition("\n")[0],
            rejected_by,
            report,
        )
        return function

    return enter


def _as_row(function: Callable[[Problem], Array], sees_nonsense: bool) -> Callable[..., Array]:
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
        if (reason := problem.invalidity()) and not sees_nonsense:
            raise ValueError(reason)
        return function(problem)

    return correlate
