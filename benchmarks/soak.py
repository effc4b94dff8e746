"""False alarms: rows that are believed to be right, under many seeds at effort quick.

    python -m benchmarks.soak [ROW ...] [--minutes M] [--seeds N] [--first SEED] [--cluster ADDRESS]

All rows are asked under one seed after the other until the minutes are over, and under one at least; on all processors
here, or on a cluster. Every failure is either a fault of the row or a false alarm, and is explained with the
command that replays it. The exit status is 1 where there is any.
"""

import argparse
import os
import sys
import time
from collections import deque
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import count

from rich.console import Console

import impls
from spec import Report, Verdict
from spec.checking.run import Run
from spec.display.failures import explanation
from spec.isolation.cluster import executor
from spec.isolation.locate import NotInstalled
from spec.isolation.rows import Rows

from ._measuring import bar, table


@dataclass
class Tally:
    """What came of one row so far."""

    seeds: int = 0
    verdicts: int = 0
    problems: int = 0
    seconds: float = 0.0
    failures: list[tuple[int, Verdict]] = field(default_factory=list)
    """With the seed of each."""

    def add(self, report: Report) -> None:
        """Counts the report on one more seed."""
        self.seeds += 1
        self.seconds += report.seconds
        for verdict in report.verdicts:
            self.verdicts += bool(verdict.examples)
            self.problems += verdict.examples
            if verdict.failed:
                self.failures.append((report.seed, verdict))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Rows under many seeds.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows of impls/; all by default")
    parser.add_argument("--minutes", type=float, default=2, metavar="M", help="after which no other seed is begun (2)")
    parser.add_argument("--seeds", type=int, metavar="N", help="no more seeds than these, however long there is time")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed (0)")
    parser.add_argument("--cluster", metavar="ADDRESS", help="ask on a cluster of Dask")
    options = parser.parse_args()
    if unknown := set(options.rows) - set(impls.discover()):
        parser.error(f"no row is called {', '.join(sorted(unknown))}; there are {', '.join(impls.discover())}")
    rows = options.rows or impls.discover()
    with executor(options.cluster, os.cpu_count() or 1) as (found, jobs):
        tallies = soak(rows, options.minutes, options.seeds, options.first, found, jobs)
    show(tallies)
    return int(any(tally.failures for tally in tallies.values() if tally))


def soak(
    rows: list[str],
    minutes: float,
    seeds: int | None = None,
    first: int = 0,
    executor: Executor | None = None,
    jobs: int = os.cpu_count() or 1,
) -> dict[str, Tally | None]:
    """Every row with what came of it; None where its library is not installed."""
    tallies: dict[str, Tally | None] = {row: Tally() for row in rows}
    ends = time.monotonic() + 60 * minutes
    with bar("rows") as progress:
        task = progress.add_task("soak", total=None)
        for seed in count(first) if seeds is None else range(first, first + seeds):
            there = [row for row in rows if tallies[row] is not None]
            with Rows(there, Run(seed=seed, memory=False), jobs=jobs, executor=executor) as asked:
                for row in there:
                    tallies[row] = _told(tallies[row], asked, row)
                    progress.update(task, advance=1, description=f"seed {seed}: {row}")
            if time.monotonic() > ends:
                break
    return tallies


def _told(tally: Tally | None, asked: Rows, row: str) -> Tally | None:
    """The tally with one more seed; None where the row's library is not installed."""
    try:
        deque(asked.of(row), maxlen=0)
    except NotInstalled:
        return None
    report = asked.report(row)
    assert tally
    assert report
    tally.add(report)
    return tally


def problems_of(verdict: Verdict) -> str:
    """The problems on which it failed."""
    return "; ".join(failure.problem for failure in verdict.failures)


def show(tallies: dict[str, Tally | None]) -> None:
    """The table, and every failure explained."""
    console = Console(highlight=False)
    figures = table("", "row", "seeds", "verdicts", "problems", "failures", "seconds")
    for name, tally in tallies.items():
        if tally is None:
            figures.add_row(name, "not installed")
            continue
        counts = tally.seeds, tally.verdicts, tally.problems, len(tally.failures)
        figures.add_row(name, *map(str, counts), f"{tally.seconds:.0f}")
    console.print(figures)
    for name, tally in tallies.items():
        for seed, verdict in tally.failures if tally else ():
            console.print()
            console.print(f"seed {seed}: {explanation(name, verdict)}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
