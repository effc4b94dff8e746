"""The matrix as the README shows it."""

from collections import Counter

from spec import LAWS, Report
from spec.laws import CHAPTERS
from spec.terminal import cell

BEGIN, END = "<!-- the matrix: python -m impls README.md -->", "<!-- end of the matrix -->"


def heading() -> list[str]:
    """The two lines above the rows."""
    return ["| | " + " | ".join(CHAPTERS) + " |", "|---|" + "---:|" * len(CHAPTERS)]


def line(report: Report) -> str:
    """One row: what came of the laws of each chapter."""
    counts = {chapter: Counter() for chapter in CHAPTERS}
    for verdict in report.verdicts:
        counts[LAWS[verdict.law].chapter][verdict.status] += 1
    return f"| `{report.implementation}` | " + " | ".join(cell(counts[chapter]).plain for chapter in CHAPTERS) + " |"
