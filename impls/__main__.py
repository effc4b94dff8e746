"""`python -m impls [ROW …]`: brings the matrix in README.md and the rows in docs/rows.md up to date, for all rows that
can be imported here, or for those that are named.
"""

import re
import sys
from pathlib import Path

from spec.locate import NotInstalled
from spec.worker import Worker

from . import discover
from ._markdown import BEGIN, END, heading, line, section

README, ROWS = Path("README.md"), Path("docs/rows.md")


def main() -> None:
    before, _, rest = README.read_text().partition(BEGIN)
    old, _, after = rest.partition(END)
    lines = {text.split("|")[1].strip(" `"): text for text in old.strip().splitlines()[2:]}
    preface, *parts = re.split(r"^(?=## `)", ROWS.read_text(), flags=re.M)
    sections = {part.split("`")[1]: part.rstrip() + "\n" for part in parts}
    for name in sys.argv[1:] or discover():
        with Worker(name) as worker:
            try:
                sections[name] = worker.ask(section)
            except NotInstalled as error:
                print(f"{name}: left as it is: {error}")
                continue
            print(f"{name}: checking", flush=True)
            lines[name] = line(worker.check())
    table = "\n".join([*heading(), *(lines[name] for name in discover() if name in lines)])
    README.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")
    ROWS.write_text(preface.rstrip() + "\n\n" + "\n".join(sections[name] for name in discover() if name in sections))


if __name__ == "__main__":
    main()
