"""Generated mutants: every small change that cosmic-ray can make to a row that is written in NumPy.

A mutant that someone thought of says what its author thought of. These are made from the program text, one at a time:
another operator, a number more or less by one, a loop that does not run. Each must be rejected by a law, or there is a
sentence in `tests/mutants/_survivors.py` that says why nobody could tell it from the row.
"""

import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import impls
from spec import LAWS, check
from spec.checking.order import as_asked
from tests.mutants._survivors import SURVIVORS

from .._measuring import forget_failures
from . import _digest
from ._changes import code
from ._markdown import rendered, table
from ._tried import MEMORY, SURVIVES, TIMED_OUT, changed, confine, counted, tried, unaccounted

ROWS = ("im2col", "toeplitz", "loop")

LIMIT = 60
"""Seconds that a law may take over a mutant; over the rows themselves none takes more than three."""

IMPORT, CRASHED = "at import", "crashed"
"""What can come of a mutant, beside the name of the law that rejects it, and what comes of any change."""


def measure() -> dict[str, Any]:
    """How many generated mutants of each row come to which end, and which of them survive."""
    started = time.perf_counter()
    mutants = changed({row: _source(row) for row in ROWS})
    outcomes = tried(mutants, verdict, CRASHED, "generated", [f"impls.{row}" for row in ROWS])
    return {
        "minutes": round((time.perf_counter() - started) / 60, 1),
        "rows": counted(outcomes, ROWS),
        "survivors": [mutant.key for mutant in mutants if outcomes[mutant] == SURVIVES],
    }


def subjects() -> dict[str, str]:
    """What is measured: rows and laws, each with its digest."""
    return {row: _digest.digest(_source(row)) for row in ROWS} | _digest.laws()


def _source(row: str) -> str:
    return (Path(impls.__file__).parent / f"{row}.py").read_text()


def amiss(found: dict[str, Any]) -> list[str]:
    """Survivors that nobody gave a reason for, and reasons for what does not survive."""
    return unaccounted(found, SURVIVORS)


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


def verdict(row: str, source: str) -> str:
    """The first law that the program `source`, put in the place of a row, breaks."""
    forget_failures()
    confine(LIMIT)
    module = sys.modules[f"impls.{row}"] = ModuleType(f"impls.{row}")
    module.__package__ = "impls"
    try:
        exec(compile(source, f"{row}.py", "exec"), vars(module))
    except Exception:
        return IMPORT
    for law in as_asked(LAWS):
        signal.alarm(LIMIT)
        if not check(module.IMPLEMENTATION, laws=[law], shrink=False).conforms:
            return law
    return SURVIVES
