"""The matrix as the README shows it."""

from spec import Report
from spec.laws import CHAPTERS
from spec.terminal import cells

BEGIN, END = "<!-- the matrix: python -m impls README.md -->", "<!-- end of the matrix -->"


def heading() -> list[str]:
    """The two lines above the rows."""
    return ["| | " + " | ".join(CHAPTERS) + " |", "|---|" + "---:|" * len(CHAPTERS)]


def line(report: Report) -> str:
    """One row: what came of the laws of each chapter."""
    return f"| `{report.implementation}` | " + " | ".join(text.plain for text in cells(report).values()) + " |"
