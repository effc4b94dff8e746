"""The matrix in a terminal: rows down, chapters across."""

from collections import Counter
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..laws import CHAPTERS, LAWS
from ..reports.report import Report
from ..reports.verdict import MEANING, Status
from .share import percent, shares

MARKS: dict[Status, str] = {
    "conforms": "",
    "breaks": "✗",
    "refuses": "!",
    "crashed": "†",
    "timed out": "∞",
    "fixed": "?",
    "deviates": "~",
    "unstable": "≈",
    "not claimed": "·",
}
"""What stands before a number of laws in the matrix."""


HELPED = "ʷ"
"""Stands behind the laws of a chapter where an adapter helps its library (see `contract.workaround`)."""

HELPED_MEANS = "on some of these problems the adapter does more than rename and reorder"


SIGNS: dict[Status, str] = MARKS | {"conforms": "✓"}
"""What stands for the outcome of one law: a character for each."""


STYLES: dict[Status, str] = {
    "conforms": "green",
    "breaks": "bold red",
    "refuses": "bold red",
    "crashed": "bold red",
    "timed out": "bold red",
    "fixed": "bold red",
    "deviates": "yellow",
    "unstable": "yellow",
    "not claimed": "dim",
}


def matrix(reports: Iterable[Report], missing: Iterable[str], width: int) -> RenderableType:
    """Implementations down, chapters across, in as many parts as `width` makes necessary. A cell counts the laws of the
    chapter by what came of them.
    """
    reports, missing = list(reports), list(missing)
    asked = {LAWS[verdict.law].chapter for report in reports for verdict in report.verdicts}
    columns = {chapter: [cells(report)[chapter] for report in reports] for chapter in CHAPTERS if chapter in asked}
    names = [_named(report) for report in reports]
    names += [Text.assemble(name, (" not installed", "dim")) for name in missing]
    widest = max(map(len, names), default=0)
    parts: list[RenderableType] = []
    while columns or not parts:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        table.add_column("", no_wrap=True)
        taken: list[list[Text]] = []
        room = width - widest - 2
        for chapter, column in columns.items():
            room -= max(len(chapter), *map(len, column)) + 2
            if room < 0 and taken:
                break
            table.add_column(chapter, justify="right", no_wrap=True)
            taken.append(columns[chapter])
        for number, name in enumerate(names):
            table.add_row(name, *(column[number] for column in taken if number < len(reports)))
        columns = dict(list(columns.items())[len(taken) :])
        parts += [table, Text()] if columns else [table]
    return Group(*parts)


def _named(report: Report) -> Text:
    """The name of the row, and the share of what is drawn for its correlation that it was asked about."""
    share = shares(report).get("correlate", 1)
    return Text.assemble(report.implementation, *([(f" {percent(share)}", "yellow")] if share < 1 else []))


def cells(report: Report) -> dict[str, Text]:
    """What came of each chapter: `5~1·2` is five laws that hold, one known deviation and two that are not claimed."""
    counts: dict[str, Counter[Status]] = {chapter: Counter() for chapter in CHAPTERS}
    helped = {LAWS[verdict.law].chapter for verdict in report.verdicts if verdict.helped}
    for verdict in report.verdicts:
        counts[LAWS[verdict.law].chapter][verdict.status] += 1
    return {
        chapter: Text.assemble(
            *((f"{MARKS[status]}{count[status]}", STYLES[status]) for status in MARKS if count[status]),
            *([(HELPED, "yellow")] if chapter in helped else []),
        )
        for chapter, count in counts.items()
    }


def legend(reports: Iterable[Report]) -> RenderableType:
    """What the marks that occur in the matrix mean."""
    reports = list(reports)
    occurring = {status for report in reports for status in report.counts}
    table = Table(box=None, show_header=False, pad_edge=False)
    for status, mark in MARKS.items():
        if status not in occurring:
            continue
        table.add_row(Text(f"{mark}n", style=STYLES[status]), status, Text(MEANING[status], style="dim"))
    if any(verdict.helped for report in reports for verdict in report.verdicts):
        table.add_row(Text(HELPED, style="yellow"), "helped", Text(HELPED_MEANS, style="dim"))
    return table


def precision(report: Report) -> str:
    """The arithmetic that a row behaves like in each dtype, which is named where the arithmetic is not called after
    it.
    """
    return ", ".join(
        name if dtype in name.split() else f"{name} in {dtype}" for dtype, name in report.precision.items()
    )
