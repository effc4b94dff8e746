"""Every law against every fault: which laws reject it, after how many problems, and in what time."""

import os
import time
from collections.abc import Collection, Iterable
from statistics import median
from typing import Any

from spec import LAWS, Descriptor, Implementation
from spec.checking import order as asking
from spec.checking.evaluation import evaluate
from spec.checking.judge import judge
from spec.checking.listing import drawn
from spec.checking.run import Run
from tests.mutants import Mutant, discover, faultless, named

from .._measuring import Function, bar, processes, wrapped
from . import _digest, _merging
from ._markdown import rendered, seconds, table
from .asked import asked_of, claimed, claims_all

SEED = 0

FRESH = "a_call_changes_nothing_else"
"""The law that is asked first: only before anything was called can it see what a first call changes."""


LEAST = 0.05
"""Seconds that every law is taken to cost: of two that are quick, the one that rejects more is asked first."""

HAUNTED = ("conduct", "history", "validity", "memory", "state", "keys")
"""Ends of the names of files whose faults depend on what was called before, or leave something behind: they are always
judged, since a call to see whether they answer otherwise would change what they do."""


OF_CONDUCT = ("validity", "memory", "conduct", "history")
"""Chapters of laws that look at more than answers."""


def measure(faults: Collection[str] = (), laws: Collection[str] = (), cluster: str | None = None) -> dict[str, Any]:
    """Of every law what it costs where nothing is wrong, and of every fault which laws reject it: the problems until
    then, the last one included, and the seconds.

    A law that never calls the operation which is wrong is not asked. Where names are given, only those faults, or
    laws. On this machine, or on a cluster.
    """
    started = time.perf_counter()
    chosen = [fault for fault in discover() if not faults or fault.name in faults]
    with bar("faults") as progress:
        task = progress.add_task("faultless", total=len(chosen))
        costs, calls = {}, {}
        for name in laws or LAWS:
            costs[name], calls[name] = _cost_and_calls(name)
            # What is known here, processes here know too, since they are copies of this one.
            asked_of(name, SEED)
        relevant = [[law for law, called in calls.items() if fault.operation in called] for fault in chosen]
        found = {}
        with processes(cluster) as pool:
            for fault, kills in zip(chosen, pool.map(_kills, [fault.name for fault in chosen], relevant), strict=True):
                found[fault.name] = {
                    "fault": fault.fault,
                    "origin": fault.origin,
                    "report": fault.report,
                    "operation": fault.operation,
                    "expected": list(fault.rejected_by),
                    "kills": kills,
                }
                progress.update(task, advance=1, description=fault.name)
    return {
        "seed": SEED,
        "minutes": round((time.perf_counter() - started) / 60, 1),
        "processors": os.cpu_count(),
        "laws": costs,
        "faults": found,
    }


def subjects() -> dict[str, str]:
    """What is measured, each with its digest."""
    return _digest.laws() | _digest.faults()


def merged(known: dict[str, Any], measured: dict[str, Any]) -> dict[str, Any]:
    """What is known, with what was measured anew of some faults or laws in its place."""
    faults = _merging.faults(known["faults"], measured["faults"])
    for name, fault in faults.items():
        before = {law: kill for law, kill in known["faults"].get(name, {}).get("kills", {}).items() if law in LAWS}
        kept = {law: kill for law, kill in before.items() if law not in measured["laws"]}
        faults[name] = fault | {"kills": kept | fault["kills"] if name in measured["faults"] else before}
    return known | {"laws": _merging.laws(known["laws"], measured["laws"]), "faults": faults}


def _cost_and_calls(law: str) -> tuple[dict[str, float], set[str]]:
    """What a law asks of an implementation without a fault, in how many seconds, and which operations it calls."""
    called: set[str] = set()

    def listening(operation: str, function: Function) -> Function:
        def listener(*arrays: Any, **keywords: Any) -> Any:
            called.add(operation)
            return function(*arrays, **keywords)

        return listener

    verdict = judge(wrapped(faultless(), listening), LAWS[law], Run(seed=SEED, memory=False))
    if verdict.status != "conforms":
        raise RuntimeError(f"{law} is a false alarm: {verdict}")
    return {"problems": verdict.examples, "seconds": round(verdict.seconds, 4)}, called


def _kills(name: str, laws: list[str]) -> dict[str, tuple[int, float]]:
    """Of each of `laws` that rejects the fault, the problems and the seconds until it does."""
    fault = named(name)
    row, kills = fault.implementation, {}
    is_plain = claims_all(row) and not fault.file.endswith(HAUNTED)
    for law in asking.as_asked(laws):
        if LAWS[law].unmet(row):
            continue
        by_answers = is_plain and LAWS[law].values and LAWS[law].chapter not in OF_CONDUCT
        found = kill_by_answers(fault, law) if by_answers else kill(row, law)
        if found:
            kills[law] = found
    return kills


def kill(row: Implementation, law: str) -> tuple[int, float] | None:
    """The problems, and the seconds, until the law rejects the row; None where it does not."""
    started, asked = time.perf_counter(), 0
    for descriptor in _problems(row, law):
        outcome = evaluate(row, LAWS[law], descriptor)
        asked += not outcome.undecided
        if outcome.failed:
            return asked, round(time.perf_counter() - started, 4)
    return None


def kill_by_answers(fault: Mutant, law: str) -> tuple[int, float] | None:
    """The same, where only what answers otherwise need be judged."""
    row, started = fault.implementation, time.perf_counter()
    for asked, problem in enumerate(asked_of(law, SEED), 1):
        if problem.tells_nothing(row, fault.operation):
            continue
        if evaluate(row, LAWS[law], problem.descriptor).failed:
            return asked, round(time.perf_counter() - started, 4)
    return None


_drawn: dict[tuple[Any, ...], tuple[Descriptor, ...]] = {}


def _problems(row: Implementation, law: str) -> tuple[Descriptor, ...]:
    """What a search draws for the law; the same for rows that claim the same."""
    key = law, *claimed(row.operations[LAWS[law].operation])
    if key not in _drawn:
        _drawn[key] = drawn(row, LAWS[law], "quick", SEED)
    return _drawn[key]


def amiss(found: dict[str, Any]) -> list[str]:
    """Faults that survive, laws that kill nothing, and laws that do not reject a fault which they must."""
    kills = {name: fault["kills"] for name, fault in found["faults"].items()}
    survivors = [f"{name} survives" for name, by in kills.items() if not by]
    missed = [
        f"{law} does not reject {n}" for n, f in found["faults"].items() for law in f["expected"] if law not in kills[n]
    ]
    idle = [f"{law} rejects nothing" for law in found["laws"] if not any(law in by for by in kills.values())]
    complaints = survivors + missed + idle
    if order(found) != asking.ASKED_FIRST:
        complaints.append("the order in spec/checking/order.py is not the one that was measured")
    return complaints


def section(found: dict[str, Any]) -> str:
    """Which law rejects how many faults, and which it is alone in rejecting."""
    faults, laws = found["kills"]["faults"], found["kills"]["laws"]
    by_law = {law: [name for name, fault in faults.items() if law in fault["kills"]] for law in laws}
    alone = {law: sum(len(faults[name]["kills"]) == 1 for name in killed) for law, killed in by_law.items()}
    needed = sum(map(bool, alone.values()))
    middle, worst = seconds(_until_rejected(fault["kills"], laws, asking.as_asked(laws)) for fault in faults.values())
    read, read_worst = seconds(_until_rejected(fault["kills"], laws, laws) for fault in faults.values())
    columns = ["law", "chapter", "rejects", "alone", "narrowest", "problems", "seconds"]
    return rendered(
        "kills",
        laws=len(laws),
        faults=len(faults),
        seed=found["kills"]["seed"],
        minutes=found["kills"]["minutes"],
        processors=found["kills"]["processors"],
        pairs=sum(map(len, by_law.values())),
        needed=needed,
        redundant=len(laws) - needed,
        middle=middle,
        worst=worst,
        read=read,
        read_worst=read_worst,
        table=table(columns, (_line(law, by_law[law], alone[law], found["kills"]) for law in laws)),
    )


def _line(law: str, killed: list[str], alone: int, found: dict[str, Any]) -> list[object]:
    faults = [found["faults"][name]["kills"] for name in killed]
    narrowest = min(map(len, faults), default="")
    problems = f"{median(by[law][0] for by in faults):g}" if faults else ""
    cost = f"{found['laws'][law]['seconds']:.2f}"
    return [f"`{law}`", LAWS[law].chapter, len(killed), alone or "", narrowest, problems, cost]


def _until_rejected(kills: dict[str, Any], laws: dict[str, Any], in_order: Iterable[str]) -> float:
    """The seconds until a run through the laws comes to the first failure."""
    spent = 0.0
    for law in in_order:
        if law in kills:
            return spent + float(kills[law][1])
        spent += float(laws[law]["seconds"])
    return spent


def order(found: dict[str, Any]) -> tuple[str, ...]:
    """The laws that reject something which those before them let pass, those first that reject most in a second."""
    left = {name: fault["kills"] for name, fault in found["faults"].items()}
    chosen: list[str] = []

    def worth(law: str) -> float:
        return sum(law in kills for kills in left.values()) / (LEAST + float(found["laws"][law]["seconds"]))

    law = FRESH
    while left:
        chosen.append(law)
        left = {name: kills for name, kills in left.items() if law not in kills}
        law = max(found["laws"], key=worth)
        if law in chosen:
            break
    return tuple(chosen)
