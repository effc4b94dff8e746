"""`python -m impls [ROW …]`: brings the pages that are made of the rows up to date, for all rows whose library is
installed here, or for those that are named: docs/recorded.json, the matrix in README.md, docs/rows.md, docs/open.md and
docs/precision.md.
"""

import os
import re
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from spec import Report
from spec.isolation.locate import NotInstalled
from spec.isolation.worker import Worker

from . import discover
from ._markdown import BEGIN, END, answers, arithmetics, arithmetics_heading, heading, line, questions, section
from ._recorded import RECORDED, read, record, written

README, ROWS, OPEN, PRECISION = map(Path, ("README.md", "docs/rows.md", "docs/open.md", "docs/precision.md"))


def main() -> None:
    names = sys.argv[1:] or discover()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, found in zip(names, pool.map(_found, names), strict=True):
            if found:
                _write(name, *found)


def _found(name: str) -> tuple[str, str, Report] | None:
    """What is written about a row: its claims, its answers and what came of the laws."""
    with Worker(name) as worker:
        try:
            claims = worker.ask(section)
        except NotInstalled as error:
            print(f"{name}: left as it is: {error}", flush=True)
            return None
        print(f"{name}: checking", flush=True)
        return claims, worker.ask(answers), worker.check()


def _write(name: str, claims: str, answer: str, report: Report) -> None:
    """Brings the pages up to date for one row."""
    before, _, rest = README.read_text().partition(BEGIN)
    matrix, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n{_table(heading(), _by_row(matrix) | {name: line(report)})}\n{END}{after}")

    preface, *parts = re.split(r"^(?=## `)", ROWS.read_text(), flags=re.M)
    sections = {part.split("`")[1]: part.rstrip() + "\n" for part in parts} | {name: claims}
    ROWS.write_text(preface.rstrip() + "\n\n" + "\n".join(_in_order(sections)))

    OPEN.write_text(_table(questions(), _by_row(OPEN.read_text()) | {name: answer}) + "\n")

    precision = PRECISION.read_text()
    classes = _by_row(precision) | {name: arithmetics(name, report.precision)}
    PRECISION.write_text(precision.partition("| row |")[0] + _table(arithmetics_heading(), classes) + "\n")

    run = read(RECORDED.read_text()) | {name: record(report)}
    RECORDED.write_text(written({row: run[row] for row in discover() if row in run}))


def _by_row(page: str) -> dict[str, str]:
    """The lines of a table, by the row that they are about."""
    return {text.split("`")[1]: text for text in page.splitlines() if text.startswith("| `")}


def _in_order(by_row: dict[str, str]) -> list[str]:
    return [by_row[name] for name in discover() if name in by_row]


def _table(above: Iterable[str], by_row: dict[str, str]) -> str:
    return "\n".join([*above, *_in_order(by_row)])


if __name__ == "__main__":
    main()
