"""What checking costs: `check` against the bare calls of the row on the same arrays, and how it grows with examples.

    python -m benchmarks.cost [ROW]

A first pass records everything that the row is called with at effort quick. Then, in turns, these calls alone are
timed, and `check` with nothing recorded. The quotient is what a problem costs for each second that the row itself
needs: drawing the problem, making its arrays, the other sides of the equations, comparing. Effort standard is timed
once: where the seconds for each problem are the same, the cost grows in proportion to the problems.
"""

import argparse
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from statistics import median
from typing import Any

import numpy as np
from rich.console import Console

import impls
from spec import Implementation, Report, check

from ._measuring import Function, alternating, forget_failures, table, wrapped

ROUNDS = 5

Call = Callable[[], Any]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost", description="What checking costs.")
    parser.add_argument("row", nargs="?", default="im2col", metavar="ROW", help="a row of impls/ (im2col)")
    row = impls.load(parser.parse_args().row)
    forget_failures()

    calls, report = recorded(row)
    quick = problems(report)
    bare, checking = map(median, alternating((partial(repeat, calls), partial(check, row)), ROUNDS))
    started = time.perf_counter()
    standard = problems(check(row, effort="standard"))
    longer = time.perf_counter() - started

    figures = table(
        f"{row.name}: {len(report.verdicts)} laws; medians of {ROUNDS} rounds, standard once",
        "",
        "problems",
        "calls of the row",
        "seconds",
        "ms for each problem",
        "× bare calls",
    )
    rows = (
        ("bare calls", quick, str(len(calls)), bare, "1"),
        ("check, effort quick", quick, str(len(calls)), checking, f"{checking / bare:.1f}"),
        ("check, effort standard", standard, "", longer, ""),
    )
    for name, asked, called, seconds, ratio in rows:
        figures.add_row(name, str(asked), called, f"{seconds:.2f}", f"{1000 * seconds / asked:.2f}", ratio)
    console = Console(highlight=False)
    console.print(figures)
    console.print(
        f"standard asks {standard / quick:.2f} × the problems of quick and takes {longer / checking:.2f} × the time"
    )


def recorded(row: Implementation) -> tuple[list[Call], Report]:
    """Every call that `check` makes at effort quick, to be made again, and its report."""
    calls: list[Call] = []

    def recording(_: str, function: Function) -> Function:
        def recorder(*arrays: Any, **keywords: Any) -> Any:
            calls.append(partial(function, *arrays, **keywords))
            return function(*arrays, **keywords)

        return recorder

    report = check(wrapped(row, recording))
    return calls, report


def repeat(calls: list[Call]) -> None:
    """Makes all calls again, those too that must be refused."""
    for call in calls:
        with suppress(Exception), np.errstate(all="ignore"):
            call()


def problems(report: Report) -> int:
    """Problems that were decided, over all laws."""
    return sum(verdict.examples for verdict in report.verdicts)


if __name__ == "__main__":
    main()
