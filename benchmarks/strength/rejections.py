"""How soon each fault is rejected, under many seeds."""

import math
import time
from collections.abc import Collection
from itertools import product
from statistics import median
from typing import Any

from spec import LAWS, Descriptor, Law
from spec.checking.judge import judge
from spec.checking.order import as_asked
from spec.checking.run import Run
from tests.mutants import discover, named

from .._measuring import bar, processes
from . import _digest, _merging
from ._markdown import rendered, seconds, table

SEEDS = 20

LASTING = 15
"""Faults that the page lists."""


def measure(faults: Collection[str] = (), cluster: str | None = None) -> dict[str, Any]:
    """Of every fault and seed the problems until it is rejected, and the seconds; None where it survives.

    Of each fault the laws are asked that it names as those which must notice it, the one after the other, until one
    fails; then the others. What is counted is everything up to and including the problem on which it does. Where names
    are given, only those faults. On this machine, or on a cluster.
    """
    chosen = [fault.name for fault in discover() if not faults or fault.name in faults]
    found: dict[str, list[Any]] = {fault: [] for fault in chosen}
    with processes(cluster) as pool, bar("rejections") as progress:
        task = progress.add_task("seeds", total=SEEDS * len(chosen))
        tasks = list(product(chosen, range(SEEDS)))
        for (fault, _), rejection in zip(
            tasks, pool.map(_rejection, *zip(*tasks, strict=True), chunksize=8), strict=True
        ):
            found[fault].append(rejection)
            progress.update(task, advance=1, description=fault)
    return {"seeds": SEEDS, "faults": found}


def subjects() -> dict[str, str]:
    """What is measured: faults, each with its digest and those of the laws that it names."""
    laws, faults = _digest.laws(), _digest.faults()
    return {
        fault.name: " ".join([faults[fault.name], *(laws.get(law, "") for law in fault.rejected_by)])
        for fault in discover()
    }


def merged(known: dict[str, Any], measured: dict[str, Any]) -> dict[str, Any]:
    """What is known, with what was measured anew of some faults in its place."""
    return measured | {"faults": _merging.faults(known["faults"], measured["faults"])}


def _rejection(fault: str, seed: int) -> tuple[int, float] | None:
    mutant = named(fault)
    problems = 0
    latest = started = time.perf_counter()

    def asked(law: Law, problem: Descriptor) -> None:
        nonlocal problems, latest
        problems += 1
        latest = time.perf_counter()

    for law in dict.fromkeys((*mutant.rejected_by, *as_asked(LAWS))):
        run = Run(seed=seed, shrink=False, memory=False)
        if judge(mutant.implementation, LAWS[law], run, after_problem=asked).failed:
            return problems, round(latest - started, 4)
    return None


def amiss(found: dict[str, Any]) -> list[str]:
    """Faults that are not rejected under a seed."""
    return [
        f"{fault} survives seed {seed}"
        for fault, rejections in found["faults"].items()
        for seed, rejection in enumerate(rejections)
        if rejection is None
    ]


def headline(found: dict[str, Any]) -> str:
    """What the README quotes."""
    faults = found["faults"]
    always = sum(None not in rejections for rejections in faults.values())
    rejections = [rejection for of_fault in faults.values() for rejection in of_fault if rejection]
    problems = [problems for problems, _ in rejections]
    middle, worst = seconds(spent for _, spent in rejections)
    return (
        f"{always} of {len(faults)} faults are rejected under each of {found['seeds']} seeds: in the median by "
        f"problem {median(problems):g} and in {middle}, at worst by problem {max(problems)} and in {worst}."
    )


def section(found: dict[str, Any]) -> str:
    """How soon faults are rejected, and which last longest."""
    faults = found["rejections"]["faults"]
    lines = []
    for name in sorted(faults, key=lambda name: -_worst(faults[name]))[:LASTING]:
        rejections = [rejection for rejection in faults[name] if rejection]
        problems = [problems for problems, _ in rejections]
        times = seconds(spent for _, spent in rejections)
        lines.append([f"`{name}`", f"{median(problems):g}", max(problems), *times])
    figures = table(["fault", "problems", "worst", "seconds", "worst"], lines)
    return rendered("rejections", lasting=LASTING, seeds=found["rejections"]["seeds"], table=figures)


def _worst(rejections: list[Any]) -> float:
    return max(rejection[0] if rejection else math.inf for rejection in rejections)
