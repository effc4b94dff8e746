"""Generated mutants: every small change that cosmic-ray can make to a row that is written in NumPy.

A mutant that someone thought of says what its author thought of. These are made from the program text, one at a time:
another operator, a number more or less by one, a loop that does not run. Each must be rejected by a law, or there is a
sentence in `tests/mutants/_survivors.py` that says why nobody could tell it from the row.
"""

import multiprocessing
import os
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

import impls
from spec import LAWS, check
from spec.checking.order import as_asked
from tests.mutants._survivors import SURVIVORS

from .._measuring import bar, forget_failures
from . import _digest
from ._changes import changes, code
from ._markdown import rendered, table

ROWS = ("im2col", "toeplitz", "loop")

LIMIT = 60
"""Seconds that a law may take over a mutant; over the rows themselves none takes more than three."""

MEMORY = 8
"""GiB that a mutant may address; some ask for terabytes."""

IMPORT, CRASHED, TIMED_OUT, SURVIVES = "at import", "crashed", "timed out", "survives"
"""What can come of a mutant, beside the name of the law that rejects it."""


@dataclass(frozen=True)
class Generated:
    """A row of which one line is another; the lines without their indentation."""

    row: str
    line: str
    instead: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by: no line number, so that it outlives changes elsewhere in the row."""
        return self.row, self.line, self.instead


def measure() -> dict[str, Any]:
    """How many generated mutants of each row come to which end, and which of them survive."""
    started = time.perf_counter()
    mutants = [mutant for row in ROWS for mutant in generate(row)]
    outcomes = dict(zip(mutants, ask(mutants), strict=True))
    return {
        "minutes": round((time.perf_counter() - started) / 60, 1),
        "rows": {
            row: dict(Counter(found for mutant, found in outcomes.items() if mutant.row == row).most_common())
            for row in ROWS
        },
        "survivors": [mutant.key for mutant in mutants if outcomes[mutant] == SURVIVES],
    }


def subjects() -> dict[str, str]:
    """What is measured: rows and laws, each with its digest."""
    return {row: _digest.digest(_source(row)) for row in ROWS} | _digest.laws()


def _source(row: str) -> str:
    return (Path(impls.__file__).parent / f"{row}.py").read_text()


def amiss(found: dict[str, Any]) -> list[str]:
    """Survivors that nobody gave a reason for, and reasons for what does not survive."""
    surviving = set(map(tuple, found["survivors"]))
    complaints = [f"no reason is given why this survives: {key}" for key in surviving - set(SURVIVORS)]
    return complaints + [
        f"a reason is given why this survives, and it does not: {key}" for key in set(SURVIVORS) - surviving
    ]


def section(found: dict[str, Any]) -> str:
    """The mutants of every row, what rejected them, and the survivors, each with its reason."""
    rows, survivors = found["generated"]["rows"], found["generated"]["survivors"]
    lines = []
    laws: Counter[str] = Counter()
    for row, outcomes in rows.items():
        laws.update({what: times for what, times in outcomes.items() if what in LAWS})
        by_law = sum(times for what, times in outcomes.items() if what in LAWS)
        others = [outcomes.get(what, 0) for what in (IMPORT, CRASHED, TIMED_OUT, SURVIVES)]
        lines.append([f"`{row}`", sum(outcomes.values()), by_law, *others])
    columns = ["row", "mutants", "rejected by a law", "at import", "crashed", "timed out", "survive"]
    return rendered(
        "generated",
        mutants=sum(sum(outcomes.values()) for outcomes in rows.values()),
        rows=", ".join(f"`{row}`" for row in rows),
        memory=MEMORY,
        limit=LIMIT,
        minutes=found["generated"]["minutes"],
        outcomes=table(columns, lines),
        laws=table(["the first law that fails", "mutants"], ([f"`{law}`", times] for law, times in laws.most_common())),
        survivors=[(row, code(line), code(instead), SURVIVORS[row, line, instead]) for row, line, instead in survivors],
    )


def generate(row: str) -> Iterator[Generated]:
    """Every different program that cosmic-ray makes of the row by one change."""
    return (Generated(row, *change) for change in changes(_source(row)))


def ask(mutants: list[Generated]) -> list[str]:
    """What comes of each, in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *(f"impls.{row}" for row in ROWS)])
    with ProcessPool(max_workers=os.cpu_count() or 1, max_tasks=1, context=context) as pool, bar("mutants") as progress:
        futures = [pool.schedule(verdict, (mutant.row, mutant.source)) for mutant in mutants]
        return [_outcome(future) for future in progress.track(futures, description="generated")]


def verdict(row: str, source: str) -> str:
    """The first law that the program `source`, put in the place of a row, breaks."""
    forget_failures()
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY << 30,) * 2)
    signal.alarm(LIMIT)
    module = sys.modules[f"impls.{row}"] = ModuleType(f"impls.{row}")
    module.__package__ = "impls"
    try:
        exec(compile(source, f"{row}.py", "exec"), vars(module))
    except Exception:
        return IMPORT
    for law in as_asked(LAWS):
        # Nothing catches the signal: it ends the process, whatever that is at.
        signal.alarm(LIMIT)
        if not check(module.IMPLEMENTATION, laws=[law], shrink=False).conforms:
            return law
    return SURVIVES


def _outcome(future: "ProcessFuture[str]") -> str:
    try:
        found: str = future.result()
    except ProcessExpired as expired:
        return TIMED_OUT if expired.exitcode == -signal.SIGALRM else CRASHED
    return found
