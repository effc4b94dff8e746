"""What was found on other processors, the file that keeps it, and the page that is made of it."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from spec.reports.report import Provenance

from .switches import SWITCHES

HERE = Path(__file__).parent
FOUND, PAGE = (HERE.parent.parent / "docs" / name for name in ("processors.json", "processors.md"))

ALIKE = 40
"""So many characters of two messages are compared."""

TEMPLATES = Environment(
    loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
)


LONGEST = 160
"""Characters of a message that are shown."""


def plain(message: str) -> str:
    """A message without what colours it at a terminal, and not all of it if it is long."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", message)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


TEMPLATES.filters["plain"] = plain


@dataclass(frozen=True)
class Change:
    """A law of which something else came under a switch."""

    law: str
    before: str
    after: str
    problem: str
    summary: str


@dataclass(frozen=True)
class Found:
    """What came of one row."""

    made: Provenance
    changes: dict[str, tuple[Change, ...]]
    """By switch, what changed."""
    precision: dict[str, dict[str, str]]
    """By switch, the arithmetic that the row behaves like, by dtype, where that is another one."""
    answers: dict[str, dict[str, str]]
    """By switch, the row's word on what the specification leaves open, where that is another one."""


@dataclass(frozen=True)
class Cause:
    """Changes of one row under one switch that end alike: the first of them stands for all."""

    row: str
    switch: str
    change: Change
    laws: int


def causes(found: dict[str, Found]) -> list[Cause]:
    """What changed, each message once."""
    told = []
    for row, of in found.items():
        for switch, changes in of.changes.items():
            alike: dict[tuple[str, str], list[Change]] = {}
            for change in changes:
                alike.setdefault((change.after, change.summary[:ALIKE]), []).append(change)
            told += [Cause(row, switch, first, 1 + len(others)) for first, *others in alike.values()]
    return told


def read() -> dict[str, Found]:
    """What was found so far, by row."""
    return msgspec.json.decode(FOUND.read_bytes(), type=dict[str, Found]) if FOUND.exists() else {}


def written(found: dict[str, Found]) -> str:
    """What was found, as JSON: a line for each row."""
    lines = (f" {json.dumps(row)}: {json.dumps(asdict(of), ensure_ascii=False)}" for row, of in found.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def page(found: dict[str, Found]) -> str:
    """docs/processors.md."""
    return TEMPLATES.get_template("page.md.jinja").render(
        found=found,
        names=[switch.name for switch in SWITCHES],
        causes=causes(found),
        open=any(of.precision or of.answers for of in found.values()),
        dates=sorted({of.made.when[:10] for of in found.values()}),
        machines=sorted({of.made.processor for of in found.values()}),
    )
