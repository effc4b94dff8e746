"""Faults that nobody had seen when they were tried: how many were rejected on that day, and how many are by now."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from typing import Any

from spec import LAWS
from spec.checking.judge import judge
from spec.checking.order import as_asked
from spec.checking.run import Run
from tests.unseen import implementation, module, path, score, trials

from .._measuring import bar
from . import _digest
from ._markdown import rendered, table

SEEDS = (0, 1, 2)

CONTROL = "control"
"""The right implementation that the faults are variants of."""


def measure() -> dict[str, Any]:
    """Of every fault the law that rejects it first under each of three seeds at quick, or None where it conforms."""
    tasks = list(product(trials(), SEEDS))
    asked = [(trial, name, seed) for trial, seed in tasks for name in (*trials()[trial], CONTROL)]
    found: dict[str, dict[str, list[str | None]]] = {trial: {} for trial in trials()}
    # Each in a process of its own: some change the process that they run in.
    context = multiprocessing.get_context("spawn")
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers, mp_context=context, max_tasks_per_child=1) as pool, bar("faults") as progress:
        futures = [pool.submit(rejected_by, *task) for task in asked]
        for (trial, name, _), future in zip(asked, progress.track(futures, description="unseen"), strict=True):
            found[trial].setdefault(name, []).append(future.result())
    return {"laws": len(LAWS), "trials": found}


def subjects() -> dict[str, str]:
    """What is measured: the laws and what is drawn for them, all in one, and every fault."""
    faults = {
        f"{trial} {name}": _digest.digest(path(trial, name).read_text())
        for trial in trials()
        for name in trials()[trial]
    }
    return {"laws": _digest.digest(*_digest.laws().values())} | faults


def rejected_by(trial: str, name: str, seed: int) -> str | None:
    """The law that rejects a fault first, asked in the order of a check."""
    row, run = implementation(trial, name), Run(seed=seed, shrink=False, memory=False)
    return next((law for law in as_asked(LAWS) if judge(row, LAWS[law], run).failed), None)


def amiss(found: dict[str, Any]) -> list[str]:
    """Laws that reject what is right."""
    return [
        f"{law} rejects the control of {trial} under seed {seed}"
        for trial, faults in found["trials"].items()
        for seed, law in zip(SEEDS, faults[CONTROL], strict=True)
        if law
    ]


def headline(found: dict[str, Any]) -> str:
    """What the README quotes: the score of every trial on its day, the last one last."""
    faults = [score(trial)["faults"] for trial in found["trials"]]
    *before, last = (f"{_rejected(trial)} of {len(trial)}" for trial in faults)
    earlier = f" ({', '.join(before)} in the trials before)" if before else ""
    return (
        f"{last} faults, written by somebody who had seen neither laws nor draws, were rejected under each of three "
        f"seeds when they were first tried{earlier}."
    )


def section(found: dict[str, Any]) -> str:
    """The scores of all trials, then and now, and the faults that were or are not rejected."""
    measured = found["unseen"]["trials"]
    scores = []
    for trial, now in measured.items():
        then = score(trial)
        faults = then["faults"]
        scores.append([trial, len(faults), then["laws"], _share(faults), _share({name: now[name] for name in faults})])
    survivors = [
        [trial, f"`{name}`", _said(trial, name), _seeds(then), _seeds(measured[trial][name])]
        for trial in measured
        for name, then in score(trial)["faults"].items()
        if None in then or None in measured[trial][name]
    ]
    return rendered(
        "unseen",
        scores=table(["trial", "faults", "laws that day", "rejected that day", "rejected now"], scores),
        survivors=table(["trial", "file", "fault", "seeds that day", "seeds now"], survivors),
    )


def _rejected(faults: dict[str, list[str | None]]) -> int:
    """How many were rejected under every seed."""
    return sum(None not in laws for laws in faults.values())


def _share(faults: dict[str, list[str | None]]) -> str:
    return f"{_rejected(faults)} ({_rejected(faults) / len(faults):.0%})"


def _seeds(laws: list[str | None]) -> str:
    return f"{sum(law is not None for law in laws)} of {len(laws)}"


def _said(trial: str, name: str) -> str:
    """The fault in the words of whoever wrote it."""
    return " ".join((module(trial, name).__doc__ or "").partition("\n\n")[0].split())
