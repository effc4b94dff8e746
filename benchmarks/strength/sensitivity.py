"""The smallest change of one output that each law would have noticed, by dtype."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from random import Random
from statistics import median
from typing import Any

import numpy as np

from spec import LAWS, Descriptor, Implementation, Law
from spec.checking.evaluation import evaluate, inapplicable
from spec.checking.listing import drawn
from spec.definition.dtypes import EXACT_BITS
from tests.mutants import faultless

from .._measuring import Array, Function, arrays, bar, wrapped
from . import _digest, _merging
from ._markdown import rendered, table

SEED = 0

PROBLEMS = 24
"""Problems of a quick run that are looked at, for each law and dtype."""

FACTORS = tuple(4**exponent for exponent in range(13))
"""The changes that are tried, the smallest first, in units of the last place of what is changed."""


@dataclass(frozen=True)
class Place:
    """One element of one array that one call returned."""

    call: int
    array: int
    element: int


Change = Callable[[Array, int], None]
"""What spoils an answer where it lies; the number is an element of it."""


def _zeroed(answer: Array, _: int) -> None:
    answer[...] = 0


def _constant(answer: Array, _: int) -> None:
    answer[...] = answer.flat[0]


SPOILED: dict[str, Change] = {"zeroed": _zeroed, "constant": _constant}
"""How a whole answer is spoiled."""


def measure(laws: Collection[str] = ()) -> dict[str, Any]:
    """By law and dtype, what became of changes to one answer of an implementation without a fault. Where names are
    given, of only those laws.
    """
    found: dict[str, dict[str, Any]] = {}
    with bar("laws") as progress:
        task = progress.add_task("sensitivity", total=len(laws or LAWS))
        for name in laws or LAWS:
            law = LAWS[name]
            problems = drawn(faultless(), law, "quick", SEED)
            found[name] = {dtype: figures for dtype in EXACT_BITS if (figures := _sensitivity(law, dtype, problems))}
            progress.update(task, advance=1, description=name)
    return {"seed": SEED, "laws": found}


def subjects() -> dict[str, str]:
    """What is measured: laws, each with its digest."""
    return _digest.laws()


def merged(known: dict[str, Any], measured: dict[str, Any]) -> dict[str, Any]:
    """What is known, with what was measured anew of some laws in its place."""
    return measured | {"laws": _merging.laws(known["laws"], measured["laws"])}


def _sensitivity(law: Law, dtype: str, problems: tuple[Descriptor, ...]) -> dict[str, Any] | None:
    """What came of changing one answer for each of some problems, or None where there was no answer to change."""
    row = _of(dtype)
    if law.unmet(row):
        return None
    random = Random(f"{law.name} {dtype}")
    units: list[float] = []
    spoiled: dict[str, list[bool]] = {how: [] for how in SPOILED}
    for problem in (replace(problem, dtype=dtype) for problem in problems):
        if len(units) == PROBLEMS:
            break
        if inapplicable(row, law, problem) or not (answers := _answers(row, law, problem)):
            continue
        place = _any_place(answers, random)
        if place is None:
            continue
        answer = answers[place.call][place.array]
        units.append(_units(row, law, problem, place))
        for how, spoil in SPOILED.items():
            other = answer.copy()
            spoil(other, 0)
            if np.array_equal(answer, other, equal_nan=True):
                continue
            noticed = _is_noticed(row, law, problem, place, spoil)
            if noticed or how == "zeroed" or units[-1] < np.inf:
                # Of several answers a law may look at one alone, as at the losses, and not at the weight.
                spoiled[how].append(noticed)
    if not units:
        return None
    finite = [unit for unit in units if unit < np.inf]
    return {
        "problems": len(units),
        "noticed": len(finite),
        "units": median(finite) if finite else None,
        **{how: {"problems": len(results), "noticed": sum(results)} for how, results in spoiled.items()},
    }


def _of(dtype: str) -> Implementation:
    """The implementation without a fault, in one dtype."""
    right = faultless()
    lacking = (name for name in right.operations if dtype not in (getattr(right, name).dtypes or EXACT_BITS))
    others: dict[str, Any] = dict.fromkeys(lacking)
    return replace(right, dtypes={dtype}, **others)


def _answers(row: Implementation, law: Law, problem: Descriptor) -> list[tuple[Array, ...]]:
    """What the row answers as the law is asked, call by call; nothing where the law is undecided."""
    answers: list[tuple[Array, ...]] = []
    outcome = evaluate(_listened_to(row, lambda answer: answers.append(_copied(answer))), law, problem)
    if outcome.failed:
        raise RuntimeError(f"{law.name} is a false alarm on {problem}: {outcome.failure}")
    return answers if outcome.holds else []


def _any_place(answers: list[tuple[Array, ...]], random: Random) -> Place | None:
    arrays = [
        (call, array) for call, answer in enumerate(answers) for array in range(len(answer)) if answer[array].size
    ]
    if not arrays:
        return None
    call, array = random.choice(arrays)
    return Place(call, array, random.randrange(answers[call][array].size))


def _units(row: Implementation, law: Law, problem: Descriptor, place: Place) -> float:
    """The smallest of `FACTORS` by which an element must change for the law to notice; infinite where none is."""
    return next((unit for unit in FACTORS if _is_noticed(row, law, problem, place, _moved(unit))), np.inf)


def _is_noticed(row: Implementation, law: Law, problem: Descriptor, place: Place, change: Change) -> bool:
    calls = 0

    def spoil(answer: Any) -> None:
        nonlocal calls
        if calls == place.call:
            change(arrays(answer)[place.array], place.element)
        calls += 1

    return evaluate(_listened_to(row, spoil), law, problem).failed


def _moved(units: int) -> Change:
    def move(answer: Array, element: int) -> None:
        value = answer.flat[element]
        unit: Any = 1 if answer.dtype.kind == "i" else np.spacing(np.abs(value))
        answer.flat[element] = value + answer.dtype.type(units * unit)

    return move


def _copied(answer: Any) -> tuple[Array, ...]:
    return tuple(array.copy() for array in arrays(answer))


def _listened_to(row: Implementation, hear: Callable[[Any], None]) -> Implementation:
    """`row`, every answer of which is shown to `hear` before it is handed on."""

    def listening(_: str, function: Function) -> Function:
        def listener(*arrays: Any, **keywords: Any) -> Any:
            answer = function(*arrays, **keywords)
            hear(answer)
            return answer

        return listener

    return wrapped(row, listening)


def amiss(found: dict[str, Any]) -> list[str]:
    """Laws that look at values and would let zeros or a constant pass, and laws that look at values and say that they
    do not.
    """
    complaints = []
    for name, by_dtype in found["laws"].items():
        for how in SPOILED:
            spoiled = [figures[how] for figures in by_dtype.values() if figures[how]["problems"]]
            if LAWS[name].values and not all(one["noticed"] for one in spoiled):
                complaints.append(f"{name} lets an answer pass that is {how}")
            elif not LAWS[name].values and any(one["noticed"] for one in spoiled):
                complaints.append(f"{name} looks at values after all: an answer that is {how} does not pass")
    return complaints


def section(found: dict[str, Any]) -> str:
    """The smallest change that each law notices, in each dtype."""
    # A law that asks for refusals, or for empty outputs, has no answer to change.
    laws = {name: by_dtype for name, by_dtype in found["sensitivity"]["laws"].items() if by_dtype}
    blind = [name for name in laws if not LAWS[name].values]
    exact = [name for name in laws if name not in blind and _worst(laws[name]) <= 1]
    others = [name for name in laws if name not in blind + exact]
    lines = ([f"`{name}`", *(_units_of(laws[name].get(dtype)) for dtype in EXACT_BITS)] for name in others)
    figures = table(["law", *EXACT_BITS], lines)
    return rendered("sensitivity", problems=PROBLEMS, exact=len(exact), blind=blind, table=figures)


def _worst(by_dtype: dict[str, Any]) -> float:
    return max(np.inf if figures["units"] is None else figures["units"] for figures in by_dtype.values())


def _units_of(figures: dict[str, Any] | None) -> str:
    if figures is None:
        return ""
    return "–" if figures["units"] is None else f"{figures['units']:g}"
