"""`python -m impls [ROW …]`: brings the matrix in README.md, the rows in docs/rows.md and the answers in docs/open.md
up to date, for all rows that can be imported here, or for those that are named.
"""

import re
import sys
from pathlib import Path

from spec.locate import NotInstalled
from spec.worker import Worker

from . import discover
from ._markdown import BEGIN, END, answers, heading, line, questions, section

README, ROWS, OPEN = Path("README.md"), Path("docs/rows.md"), Path("docs/open.md")


def main() -> None:
    before, _, rest = README.read_text().partition(BEGIN)
    old, _, after = rest.partition(END)
    lines = {text.split("|")[1].strip(" `"): text for text in old.strip().splitlines()[2:]}
    preface, *parts = re.split(r"^(?=## `)", ROWS.read_text(), flags=re.M)
    answered = {text.split("`")[1]: text for text in OPEN.read_text().splitlines() if text.startswith("| `")}
    sections = {part.split("`")[1]: part.rstrip() + "\n" for part in parts}
    for name in sys.argv[1:] or discover():
        with Worker(name) as worker:
            try:
                sections[name] = worker.ask(section)
            except NotInstalled as error:
                print(f"{name}: left as it is: {error}")
                continue
            print(f"{name}: checking", flush=True)
            answered[name] = worker.ask(answers)
            lines[name] = line(worker.check())
    table = "\n".join([*heading(), *(lines[name] for name in discover() if name in lines)])
    README.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")
    ROWS.write_text(preface.rstrip() + "\n\n" + "\n".join(sections[name] for name in discover() if name in sections))
    OPEN.write_text("\n".join([*questions(), *(answered[name] for name in discover() if name in answered)]) + "\n")


if __name__ == "__main__":
    main()
