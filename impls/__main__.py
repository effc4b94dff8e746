"""`python -m impls README.md`: brings the matrix in the README up to date, for every row that is installed here."""

import sys
from pathlib import Path

from spec import check

from . import discover, load
from ._markdown import BEGIN, END, heading, line

if __name__ == "__main__":
    page = Path(sys.argv[1])
    before, _, rest = page.read_text().partition(BEGIN)
    old, _, after = rest.partition(END)
    lines = {text.split("|")[1].strip(" `"): text for text in old.strip().splitlines()[2:]}
    for name in discover():
        try:
            row = load(name)
        except ModuleNotFoundError as missing:
            print(f"{name}: left as it is, since {missing.name} is not installed")
            continue
        print(f"{name}: checking")
        lines[name] = line(check(row))
    table = "\n".join([*heading(), *(lines[name] for name in discover() if name in lines)])
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")
