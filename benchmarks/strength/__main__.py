"""`python -m benchmarks.strength [PART …]`: measures how strong the laws are, part by part, all of them by default.

What is found lies in docs/strength/, one file for each part; the pages, the picture and a part of README.md are made
of it. The order in which laws are asked follows from the kills, and is written to spec/checking/order.py. The exit
status is 1 where a part says that something is not as it must be.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable
from importlib import import_module, reload
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any

import impls
from spec import LAWS
from spec.checking import order
from tests.mutants import discover

from .._measuring import forget_failures
from . import kills
from ._catalogue import catalogue
from ._markdown import DOCS, ROOT, rendered

README, ORDER = ROOT / "README.md", ROOT / "spec" / "checking" / "order.py"

BEGIN, END = "<!-- the strength: tox -e strength -->", "<!-- end of the strength -->"
PARTS = ("unseen", "rejections", "kills", "generated", "sensitivity", "peers", "soak", "tested")
"""In the order of the page. Each is a module that can `measure`, say what is `amiss` with what it found, and write its
`section`, for which it has what all parts found. By its keywords `measure` says what can be measured for some faults,
laws or rows alone, for a time, or on a cluster."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strength", description="How strong the laws are.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all by default")
    parser.add_argument(
        "--fault", nargs="+", default=[], metavar="NAME", help="measure these alone, and keep what is known of others"
    )
    parser.add_argument("--law", nargs="+", default=[], metavar="NAME", help="the same of laws that are new or changed")
    parser.add_argument("--row", nargs="+", default=[], metavar="ROW", help="soak these alone")
    parser.add_argument("--minutes", type=float, metavar="M", help="after which the soak begins no other seed")
    parser.add_argument("--cluster", metavar="ADDRESS", help="measure on a cluster of Dask")
    options = parser.parse_args()
    given = {
        "faults": options.fault,
        "laws": options.law,
        "rows": options.row,
        "minutes": options.minutes,
        "cluster": options.cluster,
    }
    asked = {keyword: value for keyword, value in given.items() if value}
    able = [name for name in PARTS if asked.keys() <= signature(part(name).measure).parameters.keys()]
    if options.fault and options.law:
        parser.error("measure faults and laws one after the other")
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"{', '.join(sorted(unknown))} is no part; there are {', '.join(PARTS)}")
    if unable := set(options.parts) - set(able):
        parser.error(f"{', '.join(sorted(unable))} cannot be measured so; what can be: {', '.join(able)}")
    if unknown := (set(options.fault) - {fault.name for fault in discover()}) | (set(options.law) - set(LAWS)):
        parser.error(f"no fault and no law is called {', '.join(sorted(unknown))}")
    if unknown := set(options.row) - set(impls.discover()):
        parser.error(f"no row is called {', '.join(sorted(unknown))}")
    forget_failures()
    for name in options.parts or able:
        measured = _measured(name, options.fault + options.law, asked)
        (DOCS / "strength" / f"{name}.json").write_text(as_json(measured))
        if name == "kills":
            ORDER.write_text(in_order(ORDER.read_text(), kills.order(measured)))
            reload(order)
            # Whoever only reads the pages need not have Matplotlib.
            from ._picture import draw

            draw(measured, DOCS / "strength.png")
    found = everything()
    for page, text in pages(found).items():
        page.write_text(text)
    wrong = amiss(found)
    print(*wrong, sep="\n")
    return int(bool(wrong))


def _measured(name: str, only: list[str], asked: dict[str, Any]) -> dict[str, Any]:
    """What a part finds, with digests of what it is about; of all else than `only` these, where there are any, what was
    known.
    """
    measured: dict[str, Any] = part(name).measure(**asked)
    now = part(name).subjects()
    if not only:
        return measured | {"digests": now}
    known = read(name)
    merged: dict[str, Any] = part(name).merged(known, measured)
    then = {subject: digest for subject, digest in known["digests"].items() if subject in now}
    return merged | {"digests": then | {subject: now[subject] for subject in only}}


def in_order(source: str, laws: Iterable[str]) -> str:
    """The source of spec/checking/order.py with other laws in it."""
    listed = "".join(f'    "{law}",\n' for law in laws)
    return re.sub(r"(?<=ASKED_FIRST: tuple\[str, \.\.\.\] = )\(.*?\)\n", f"(\n{listed})\n", source, flags=re.S)


def part(name: str) -> ModuleType:
    """The module that measures one part."""
    return import_module(f".{name}", __package__)


def read(name: str) -> dict[str, Any]:
    """What a part found."""
    found: dict[str, Any] = json.loads((DOCS / "strength" / f"{name}.json").read_text())
    return found


def everything() -> dict[str, Any]:
    """What was found, by part."""
    return {name: read(name) for name in PARTS}


def as_json(found: dict[str, Any]) -> str:
    """JSON with a line for every law, fault, or whatever it is that was measured."""
    lines = []
    for key, value in found.items():
        if isinstance(value, dict):
            inner = ",\n".join(f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{inner}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def pages(found: dict[str, Any]) -> dict[Path, str]:
    """What is made of all that was found, by where it lies."""
    sections = [part(name).section(found) for name in PARTS]
    before, _, rest = README.read_text().partition(BEGIN)
    return {
        DOCS / "strength.md": rendered("page", headlines=headlines(found), sections=sections) + "\n",
        DOCS / "faults.md": catalogue(found["kills"]) + "\n",
        README: f"{before}{BEGIN}\n{headlines(found)}\n{END}{rest.partition(END)[2]}",
    }


def headlines(found: dict[str, Any]) -> str:
    """The three sentences that matter most, as a list."""
    return "\n".join(f"- {part(name).headline(found[name])}" for name in ("unseen", "rejections", "peers", "soak"))


def amiss(found: dict[str, Any]) -> list[str]:
    """What is not as it must be, over all parts."""
    return [complaint for name in PARTS for complaint in part(name).amiss(found[name])]


def stale(name: str, found: dict[str, Any]) -> list[str]:
    """The laws, faults and rows that a part was not measured of, or that have changed since."""
    then, now = found["digests"], part(name).subjects()
    return sorted(subject for subject in then.keys() | now.keys() if then.get(subject) != now.get(subject))


if __name__ == "__main__":
    sys.exit(main())
