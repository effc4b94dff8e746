"""What is made of the rows: the matrix in the README, docs/rows.md, docs/open.md and docs/precision.md."""

import inspect
from collections.abc import Collection
from importlib import import_module

from spec import Deviation, Implementation, Report, Workaround
from spec.contract.configuration import configuration
from spec.contract.libraries import imported
from spec.display.table import cells
from spec.laws import CHAPTERS
from spec.laws.theory.rounding import WIDER
from spec.reading.open_questions import QUESTIONS

BEGIN, END = "<!-- the matrix: python -m impls -->", "<!-- end of the matrix -->"


def heading() -> list[str]:
    """The two lines above the rows."""
    return _head(CHAPTERS, "---:|")


def line(report: Report) -> str:
    """One row: what came of the laws of each chapter."""
    return f"| `{report.implementation}` | " + " | ".join(text.plain for text in cells(report).values()) + " |"


def arithmetics_heading() -> list[str]:
    """The two lines above the arithmetics."""
    return _head(WIDER)


def arithmetics(name: str, precision: dict[str, str]) -> str:
    """One row: the arithmetic that it behaves like in each dtype, and a dash where none is told."""
    return f"| `{name}` | " + " | ".join(precision.get(dtype, "–") for dtype in WIDER) + " |"


def section(row: Implementation) -> str:
    """What a row calls, what it claims of each operation, and what it is known to do differently."""
    calls = (import_module(f"impls.{row.name}").__doc__ or "").strip().partition("\n\n")[0]
    lines = [f"## `{row.name}`", "", " ".join(calls.split()), ""]
    lines += ["| operation | axes | dtypes | paddings | features |", "|---|---|---|---|---|"]
    for name, claims in row.operations.items():
        facts = claims.ranks, claims.dtypes, claims.forms, claims.features
        lines.append(f"| `{name}` | " + " | ".join(", ".join(map(str, sorted(fact))) or "–" for fact in facts) + " |")
    for name, claims in row.operations.items():
        if claims.accumulates:
            lines += ["", f"`{name}` keeps the sums of narrower dtypes in `{claims.accumulates}`."]
    settings = " ".join(f"`{name}={value}`" for name, value in configuration(imported(row)).items())
    lines += ["", f"Runs with {settings}."]
    if not row.concurrent:
        lines += ["", "Asked by one thread at a time."]
    if row.max_multiplications is not None:
        lines += ["", f"Asked about no layer of more than {row.max_multiplications:,} multiplications."]
    if row.deviations:
        lines += ["", "Known to differ:", "", *map(_difference, row.deviations)]
    if row.workarounds:
        lines += ["", "Its adapter does more than rename and reorder:", "", *map(_help, row.workarounds)]
    return "\n".join(lines) + "\n"


def _help(workaround: Workaround) -> str:
    return f"- {workaround.because}" + (f" ([report]({workaround.report}))" if workaround.report else "")


def _difference(deviation: Deviation) -> str:
    return f"- `{deviation.law}`: {deviation.because} (`{deviation.witness}`)"


def questions() -> list[str]:
    """What docs/open.md says before the answers: the questions, and the head of the table."""
    lines = ["# What the specification leaves open", ""]
    lines += [
        "No law decides what follows, and no answer is wrong. Each was got by asking the row; `-`: not claimed.",
        "",
    ]
    for name, ask in QUESTIONS.items():
        lines.append(f"- **{_spaced(name)}**: {' '.join(inspect.cleandoc(ask.__doc__ or '').split())}")
    return [*lines, "", *_head([_spaced(name) for name in QUESTIONS])]


def answers(row: Implementation) -> str:
    """One row: its word on each of the questions."""
    return f"| `{row.name}` | " + " | ".join(ask(row) for ask in QUESTIONS.values()) + " |"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _head(columns: Collection[str], rule: str = "---|") -> list[str]:
    """The two lines above a table of rows: the columns, and the rule below each."""
    return ["| row | " + " | ".join(columns) + " |", "|---|" + rule * len(columns)]
