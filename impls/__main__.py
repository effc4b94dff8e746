"""`python -m impls [ROW …]`: brings the pages that are made of the rows up to date, for all rows whose library is
installed here, or for those that are named: docs/recorded.json, the matrix in README.md, docs/rows.md, docs/open.md and
docs/precision.md.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from spec.locate import NotInstalled
from spec.worker import Worker

from . import discover
from ._markdown import BEGIN, END, answers, arithmetics, arithmetics_heading, heading, line, questions, section
from ._recorded import RECORDED, read, record, written

README, ROWS, OPEN, PRECISION = map(Path, ("README.md", "docs/rows.md", "docs/open.md", "docs/precision.md"))


def main() -> None:
    before, _, rest = README.read_text().partition(BEGIN)
    matrix, _, after = rest.partition(END)
    about = PRECISION.read_text().partition("| row |")[0]
    preface, *parts = re.split(r"^(?=## `)", ROWS.read_text(), flags=re.M)
    lines, answered, classes = map(_by_row, (matrix, OPEN.read_text(), PRECISION.read_text()))
    run = read(RECORDED.read_text())
    sections = {part.split("`")[1]: part.rstrip() + "\n" for part in parts}
    for name in sys.argv[1:] or discover():
        with Worker(name) as worker:
            try:
                sections[name] = worker.ask(section)
            except NotInstalled as error:
                print(f"{name}: left as it is: {error}")
                continue
            print(f"{name}: checking", flush=True)
            answered[name], report = worker.ask(answers), worker.check()
            lines[name], classes[name] = line(report), arithmetics(name, report.precision)
            run[name] = record(report)
    RECORDED.write_text(written({name: run[name] for name in discover() if name in run}))
    README.write_text(f"{before}{BEGIN}\n{_table(heading(), lines)}\n{END}{after}")
    ROWS.write_text(preface.rstrip() + "\n\n" + "\n".join(_in_order(sections)))
    OPEN.write_text(_table(questions(), answered) + "\n")
    PRECISION.write_text(about + _table(arithmetics_heading(), classes) + "\n")


def _by_row(page: str) -> dict[str, str]:
    """The lines of a table, by the row that they are about."""
    return {text.split("`")[1]: text for text in page.splitlines() if text.startswith("| `")}


def _in_order(by_row: dict[str, str]) -> list[str]:
    return [by_row[name] for name in discover() if name in by_row]


def _table(above: Iterable[str], by_row: dict[str, str]) -> str:
    return "\n".join([*above, *_in_order(by_row)])


if __name__ == "__main__":
    main()
