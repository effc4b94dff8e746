"""A law in pictures: the calls that it makes on one problem, and both sides of its equation; right, and broken."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from markupsafe import Markup
from pebble import ProcessPool

from spec import LAWS
from spec.checking.difference import difference, grids
from spec.checking.evaluation import evaluate
from spec.contract.outcomes import Rejection
from spec.definition.call import Call
from spec.display import figure
from spec.laws.equality import parts
from spec.laws.law import Equation, Law
from spec.operands.descriptor import Descriptor
from tests.mutants import named

from .chosen import Chosen
from .example import SHOWN, Example, example, on_paper
from .watched import Asked

Array = np.ndarray[Any, Any]

LIMIT = 60.0
"""Seconds that the pictures of one law may take."""


@dataclass(frozen=True)
class CallShown:
    """A call as one would write it, and drawn."""

    code: str
    drawn: Markup


@dataclass(frozen=True)
class Shown:
    """A law on one problem, drawn."""

    problem: str
    calls: tuple[CallShown, ...]
    more: int
    """Calls that are not drawn."""
    sides: tuple[Markup, ...]
    said: str
    """What is said above the sides."""


@dataclass(frozen=True)
class Pictures:
    """A law as it holds, and as a mutant breaks it."""

    right: Shown | None
    mutant: str
    fault: str
    broken: Shown


def pictures(examples: dict[str, Chosen]) -> dict[str, Pictures]:
    """The pictures of the laws. Mutants print, and leave worse behind, so they run in a process of their own."""
    with ProcessPool(1, initializer=_silence, context=get_context("spawn")) as pool:
        drawn = {law: pool.schedule(_pictures, (law, shown), timeout=LIMIT) for law, shown in examples.items()}
        return {law: future.result() for law, future in drawn.items()}


def _silence() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _pictures(name: str, shown: Chosen) -> Pictures:
    law, mutant = LAWS[name], named(shown.mutant)
    right = shown.problem and _shown(law, example(on_paper(law), law, Descriptor.parse(shown.problem)), "")
    descriptor = Descriptor.parse(shown.broken)
    broken = example(mutant.implementation, law, descriptor)
    failure = evaluate(mutant.implementation, law, descriptor).failure
    said = failure.summary if failure else ""
    return Pictures(right or None, mutant.name, mutant.fault, _shown(law, broken, said))


def _shown(law: Law, found: Example, summary: str) -> Shown:
    calls = () if law.draws == "layer" else tuple(map(_call, found.asked[:SHOWN]))
    sides = tuple(sides_of(found.equation)) if found.equation else ()
    wrong = "The sides differ" if found.equation else "There is no answer"
    said = f"{wrong}: {summary}" if summary else f"Both sides{_within(found.equation)}"
    return Shown(found.problem, calls, len(found.asked) - len(calls), sides, said)


def _within(equation: Equation | None) -> str:
    """By how much the sides may differ, in words."""
    within = 0 if equation is None else equation.within
    if isinstance(within, int | float):
        return f", which may be {within} apart" if within else ""
    return ", which may be as far apart as roundings put them"


def _call(asked: Asked) -> CallShown:
    code = _code(asked)
    arrays = [asked.problem.input, asked.problem.weight, *filter(_is_array, (*asked.also.values(), asked.outcome))]
    if sum(array.size for array in arrays) > MOST:
        shapes = " and ".join("×".join(map(str, array.shape)) for array in arrays[:2])
        return CallShown(code, Markup('<p class="more">{}: too many numbers to draw</p>').format(shapes))
    drawn = figure.problem(asked.problem, asked.outcome if _is_array(asked.outcome) else None)
    parts_of = asked.outcome if isinstance(asked.outcome, tuple) else ()
    named = {name: array for name, array in asked.also.items() if _is_array(array)}
    if named := named | dict(zip(asked.results, parts_of, strict=False)):
        drawn += figure.arrays(named)
    if isinstance(asked.outcome, Rejection):
        drawn += Markup('<p class="more">{}</p>').format(str(asked.outcome))
    return CallShown(code, drawn)


MOST = 240
"""The most numbers of one call that are drawn."""


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _code(asked: Asked) -> str:
    """The call as one would write it."""
    problem = asked.problem
    words = ["input", "kernel"]
    words += [name if _is_array(value) else f"{name}={value}" for name, value in asked.also.items()]
    plain = (1,) * problem.rank
    words += ["bias"] if problem.bias is not None else []
    words += [f"stride={problem.stride}"] if problem.stride != plain else []
    words += _padding(problem)
    words += [f"dilation={problem.dilation}"] if problem.dilation != plain else []
    words += [f"groups={problem.groups}"] if problem.groups != 1 else []
    behind = getattr(problem, "output_padding", ())
    words += [f"output_padding={behind}"] if any(behind) else []
    return f"{asked.operation}({', '.join(words)})"


def _padding(problem: Call) -> list[str]:
    boundary = getattr(problem, "boundary", "zero")
    if isinstance(problem.padding, str):
        words = [f'padding="{problem.padding}"'] if problem.padding != "valid" else []
    else:
        words = [f"padding={problem.padding}"] if any(map(any, problem.pairs)) else []
    return [*words, f'boundary="{boundary}"'] if words and boundary != "zero" else words


def sides_of(equation: Equation) -> Iterable[Markup]:
    """The parts of an equation that can be drawn; of one that does not hold, the first part that differs first."""
    compared = parts(equation)
    apart = [part for part in compared if difference(Equation(*part)) is not None]
    for left, right, within in (apart or compared)[:SHOWN]:
        drawn = grids(left, right, within)
        if drawn:
            yield figure.sides(*drawn)
        elif any(isinstance(side, Rejection) for side in (left, right)):
            yield figure.arrays({"left side": np.array(str(left)), "right side": np.array(str(right))})
