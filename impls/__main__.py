"""`python -m impls [ROW …]`: brings the matrix in README.md, the rows in docs/rows.md and the arithmetics in
docs/precision.md up to date, for all rows that can be imported here, or for those that are named.
"""

import re
import sys
from pathlib import Path

from spec import check

from . import discover, load
from ._markdown import BEGIN, END, arithmetics, arithmetics_heading, heading, line, section

README, ROWS, PRECISION = Path("README.md"), Path("docs/rows.md"), Path("docs/precision.md")


def main() -> None:
    before, _, rest = README.read_text().partition(BEGIN)
    old, _, after = rest.partition(END)
    lines = _by_row(old)
    about, bar, measured = PRECISION.read_text().partition("| |")
    classes = _by_row(bar + measured)
    preface, *parts = re.split(r"^(?=## `)", ROWS.read_text(), flags=re.M)
    sections = {part.split("`")[1]: part.rstrip() + "\n" for part in parts}
    for name in sys.argv[1:] or discover():
        try:
            row = load(name)
        except ImportError as error:
            print(f"{name}: left as it is: {error}")
            continue
        print(f"{name}: checking", flush=True)
        report = check(row)
        lines[name], sections[name], classes[name] = line(report), section(row), arithmetics(name, report.precision)
    table = "\n".join([*heading(), *(lines[name] for name in discover() if name in lines)])
    README.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")
    ROWS.write_text(preface.rstrip() + "\n\n" + "\n".join(sections[name] for name in discover() if name in sections))
    table = "\n".join([*arithmetics_heading(), *(classes[name] for name in discover() if name in classes)])
    PRECISION.write_text(f"{about}{table}\n")


def _by_row(table: str) -> dict[str, str]:
    """The lines of a table below its heading, by the row that they are about."""
    return {text.split("|")[1].strip(" `"): text for text in table.strip().splitlines()[2:]}


if __name__ == "__main__":
    main()
