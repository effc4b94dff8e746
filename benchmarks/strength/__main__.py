"""`python -m benchmarks.strength [PART …]`: measures how strong the laws are, part by part, all of them by default.

What is found lies in docs/strength/, one file for each part; the pages, the picture and a part of README.md are made
of it. The order in which laws are asked follows from the kills, and is written to spec/order.py. The exit status is 1
where a part says that something is not as it must be.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from spec import LAWS
from tests.mutants import discover

from .._measuring import forget_failures
from . import kills
from ._catalogue import catalogue
from ._markdown import DOCS, ROOT, rendered

README, ORDER = ROOT / "README.md", ROOT / "spec" / "order.py"

BEGIN, END = "<!-- the strength: tox -e strength -->", "<!-- end of the strength -->"
PARTS = ("rejections", "kills", "generated", "sensitivity", "peers", "soak")
"""In the order of the page. Each is a module that can `measure`, say what is `amiss` with what it found, and write its
`section`, for which it has what all parts found."""
BY_FAULT, BY_LAW = ("rejections", "kills"), ("kills", "sensitivity")
"""The parts that can be measured for some faults, or for some laws, alone."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strength", description="How strong the laws are.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all by default")
    parser.add_argument(
        "--fault", nargs="+", default=[], metavar="NAME", help="measure these alone, and keep what is known of others"
    )
    parser.add_argument("--law", nargs="+", default=[], metavar="NAME", help="the same of laws that are new or changed")
    options = parser.parse_args()
    able = BY_FAULT if options.fault else BY_LAW if options.law else PARTS
    chosen = options.parts or able
    faults = [fault.name for fault in discover()]
    if options.fault and options.law:
        parser.error("measure faults and laws one after the other")
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"{', '.join(sorted(unknown))} is no part; there are {', '.join(PARTS)}")
    if whole := set(chosen) - set(able):
        parser.error(f"{', '.join(sorted(whole))} can be measured as a whole only; in part: {', '.join(able)}")
    if unknown := (set(options.fault) - set(faults)) | (set(options.law) - set(LAWS)):
        parser.error(f"no fault and no law is called {', '.join(sorted(unknown))}")
    forget_failures()
    for name in chosen:
        if name == "kills" and (options.fault or options.law):
            measured = kills.merged(read(name), kills.measure(options.fault, options.law))
        elif options.fault:
            both = read(name)["faults"] | (measured := part(name).measure(options.fault))["faults"]
            measured["faults"] = {fault: both[fault] for fault in faults if fault in both}
        elif options.law:
            both = read(name)["laws"] | (measured := part(name).measure(options.law))["laws"]
            measured["laws"] = {law: both[law] for law in LAWS if law in both}
        else:
            measured = part(name).measure()
        (DOCS / "strength" / f"{name}.json").write_text(as_json(measured))
        if name == "kills":
            ORDER.write_text(in_order(ORDER.read_text(), kills.order(measured)))
            # Whoever only reads the pages need not have Matplotlib.
            from ._picture import draw

            draw(measured, DOCS / "strength.png")
    found = everything()
    for page, text in pages(found).items():
        page.write_text(text)
    wrong = amiss(found)
    print(*wrong, sep="\n")
    return int(bool(wrong))


def in_order(source: str, laws: Iterable[str]) -> str:
    """The source of spec/order.py with other laws in it."""
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
    return "\n".join(f"- {part(name).headline(found[name])}" for name in ("rejections", "peers", "soak"))


def amiss(found: dict[str, Any]) -> list[str]:
    """What is not as it must be, over all parts."""
    return [complaint for name in PARTS for complaint in part(name).amiss(found[name])]


if __name__ == "__main__":
    sys.exit(main())
