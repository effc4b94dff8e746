"""False alarms: rows that are believed to be right, under many seeds at effort quick.

    python -m benchmarks.soak [ROW ...] [--minutes M] [--seeds N] [--first SEED]

Rows run beside each other, one on each processor. A row is asked under one seed after the other until its minutes are
over, and under one at least. Every failure is either a fault of the row or a false alarm, and is explained with the
command that replays it. The exit status is 1 where there is any.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from rich.console import Console

import impls
from spec import Report, Verdict
from spec.locate import NotInstalled
from spec.terminal import explanation
from spec.worker import Worker

from ._measuring import bar, forget_failures, table


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
    parser.add_argument("--minutes", type=float, default=2, metavar="M", help="for each row (2)")
    parser.add_argument("--seeds", type=int, metavar="N", help="no more seeds than these, however long there is time")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed (0)")
    options = parser.parse_args()
    if unknown := set(options.rows) - set(impls.discover()):
        parser.error(f"no row is called {', '.join(sorted(unknown))}; there are {', '.join(impls.discover())}")
    forget_failures()
    tallies = dict(soak(options.rows or impls.discover(), options.minutes, options.seeds, options.first))
    show(tallies)
    return int(any(tally.failures for tally in tallies.values() if tally))


def soak(
    rows: list[str], minutes: float, seeds: int | None = None, first: int = 0
) -> Iterator[tuple[str, Tally | None]]:
    """Every row with what came of it; None where its library is not installed."""
    with bar("rows") as progress, ThreadPoolExecutor(os.cpu_count()) as pool:
        task = progress.add_task("soak", total=len(rows))
        tallied = pool.map(partial(_tally, minutes=minutes, seeds=seeds, first=first), rows)
        for row, tally in zip(rows, tallied, strict=True):
            progress.update(task, advance=1, description=row)
            yield row, tally


def _tally(row: str, *, minutes: float, seeds: int | None, first: int) -> Tally | None:
    tally, ends = Tally(), time.monotonic() + 60 * minutes
    with Worker(row) as worker:
        for seed in count(first) if seeds is None else range(first, first + seeds):
            try:
                tally.add(worker.check(seed=seed))
            except NotInstalled:
                return None
            if time.monotonic() > ends:
                break
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
