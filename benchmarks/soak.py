"""False alarms: rows that are believed to be right, under many seeds at effort quick.

    python -m benchmarks.soak ROW ... [--seeds N] [--first SEED]

Every failure is either a fault of the row or a false alarm, and is explained with the command that replays it. The
exit status is 1 where there is any. An interrupted run shows what it has.
"""

import argparse
import sys
from contextlib import suppress
from dataclasses import dataclass, field

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


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Rows under many seeds.")
    parser.add_argument("rows", nargs="+", metavar="ROW", choices=impls.discover(), help="a row of impls/")
    parser.add_argument("--seeds", type=int, default=200, metavar="N", help="how many seeds (200)")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them (0)")
    options = parser.parse_args()
    forget_failures()

    tallies: dict[str, Tally | None] = {}
    seeds = range(options.first, options.first + options.seeds)
    with suppress(KeyboardInterrupt), bar("seeds") as progress:
        task = progress.add_task("", total=len(options.rows) * options.seeds)
        for name in options.rows:
            progress.update(task, description=name)
            tally = tallies[name] = Tally()
            with Worker(name) as worker:
                for seed in seeds:
                    try:
                        add(tally, worker.check(seed=seed))
                    except NotInstalled:
                        tallies[name] = None
                        progress.advance(task, options.seeds)
                        break
                    progress.advance(task)
    show(tallies, seeds)
    return int(any(tally.failures for tally in tallies.values() if tally))


def add(tally: Tally, report: Report) -> None:
    """Counts the report on one more seed."""
    tally.seeds += 1
    tally.seconds += report.seconds
    for verdict in report.verdicts:
        tally.verdicts += bool(verdict.examples)
        tally.problems += verdict.examples
        if verdict.failed:
            tally.failures.append((report.seed, verdict))


def show(tallies: dict[str, Tally | None], seeds: range) -> None:
    """The table, and every failure explained."""
    console = Console(highlight=False)
    figures = table(f"seeds from {seeds[0]}", "row", "seeds", "verdicts", "problems", "failures", "seconds")
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
