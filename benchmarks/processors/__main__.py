"""Other processors, on this one: every row with the kernels that its library would choose elsewhere.

    python -m benchmarks.processors [ROW ...]

A row is asked all laws as it is, and again under each switch that its library knows: other instructions, and another
number of threads. What comes out differently is either a finding or a dependence of ours. docs/processors.json keeps
what was found, and docs/processors.md shows it. Rows that are not named, or not installed here, stay as they were.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import impls
from spec import Implementation, Report
from spec.locate import NotInstalled
from spec.open import QUESTIONS
from spec.worker import Worker

from .._measuring import bar, forget_failures
from .found import FOUND, PAGE, Change, Found, page, read, written
from .switches import known_to


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.processors", description="Rows on other processors.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows of impls/; all by default")
    rows = parser.parse_args().rows or impls.discover()
    if unknown := set(rows) - set(impls.discover()):
        parser.error(f"no row is called {', '.join(sorted(unknown))}; there are {', '.join(impls.discover())}")
    forget_failures()
    with bar("rows") as progress, ThreadPoolExecutor(os.cpu_count()) as pool:
        task = progress.add_task("processors", total=len(rows))
        for row, found in zip(rows, pool.map(tried, rows), strict=True):
            progress.update(task, advance=1, description=row)
            if found:
                kept = read() | {row: found}
                kept = {name: kept[name] for name in impls.discover() if name in kept}
                FOUND.write_text(written(kept))
                PAGE.write_text(page(kept))
    return 0


def tried(row: str) -> Found | None:
    """What comes of a row under the switches that it knows; None where its library is not installed."""
    try:
        before = Asked.under(row, {})
    except NotInstalled:
        return None
    libraries = before.report.made.libraries
    after = {switch.name: Asked.under(row, switch.environment()) for switch in known_to(libraries)}
    return Found(
        before.report.made,
        {name: tuple(_changes(before.report, asked.report)) for name, asked in after.items()},
        _others(before.report.precision, {name: asked.report.precision for name, asked in after.items()}),
        _others(before.answers, {name: asked.answers for name, asked in after.items()}),
    )


@dataclass(frozen=True)
class Asked:
    """The verdicts on a row, and its words on what the specification leaves open."""

    report: Report
    answers: dict[str, str]

    @classmethod
    def under(cls, row: str, environment: Mapping[str, str]) -> Self:
        """Asks a row whose worker is started with `environment`."""
        with Worker(row, environment=environment) as worker:
            return cls(worker.check(), worker.ask(answers))


def answers(row: Implementation) -> dict[str, str]:
    """The row's word on each of the questions."""
    return {name: ask(row) for name, ask in QUESTIONS.items()}


def _changes(before: Report, after: Report) -> Iterator[Change]:
    for one, other in zip(before.verdicts, after.verdicts, strict=True):
        if one.status != other.status:
            yield Change(one.law, one.status, other.status, other.problem, other.summary)


def _others(before: dict[str, str], after: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """By switch, what is another word than before, and not nothing."""
    changed = {
        name: {key: word for key, word in words.items() if before.get(key) != word} for name, words in after.items()
    }
    return {name: words for name, words in changed.items() if words}


if __name__ == "__main__":
    sys.exit(main())
