"""What a person reads in a terminal: laws, the matrix, explanations, coverage."""

import inspect
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from . import textbook as spec_textbook
from .coverage import Coverage
from .failure import Failure
from .laws import CHAPTERS, LAWS
from .operation import OFFERS
from .registry import NEEDS, Law
from .report import MEANING, Report, Status, Verdict
from .textbook import CLAIMS, FAILS, HOLDS, Claim
from .version import PROGRAM

CALLS = 6
"""Calls of a failure that are shown."""

MARKS: dict[Status, str] = {
    "conforms": "",
    "breaks": "✗",
    "refuses": "!",
    "crashed": "†",
    "timed out": "∞",
    "fixed": "?",
    "deviates": "~",
    "not claimed": "·",
}
"""What stands before a number of laws in the matrix."""

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
    "not claimed": "dim",
}


def chapters() -> dict[str, list[Law]]:
    """The laws by chapter, both in reading order."""
    return {chapter: [law for law in LAWS.values() if law.chapter == chapter] for chapter in CHAPTERS}


def contents() -> RenderableType:
    """The table of contents: every law in one sentence."""
    lines: list[RenderableType] = []
    for chapter, laws in chapters().items():
        module = sys.modules[laws[0].statement.__module__]
        lines.append(Text.assemble((chapter, "bold"), "  ", (" ".join((module.__doc__ or "").split()), "italic")))
        for law in laws:
            lines.append(Padding(Text(law.name, style="cyan"), (0, 0, 0, 2)))
            lines.append(Padding(Text(law.words), (0, 0, 0, 6)))
        lines.append(Text())
    return Group(*lines)


def textbook() -> RenderableType:
    """The textbook's claims in its order: each in one sentence, with a verdict, why, and what decides it."""
    lines: list[RenderableType] = [Text(reflowed(inspect.getdoc(spec_textbook) or "")), Text()]
    for section, claims in groupby(CLAIMS.values(), key=lambda claim: claim.section):
        lines.append(Text(section, style="bold"))
        for claim in claims:
            lines.append(Padding(Text.assemble((claim.id, "cyan"), "  ", (claim.verdict, _style(claim))), (0, 0, 0, 2)))
            lines.append(Padding(Text(claim.words), (0, 0, 0, 6)))
            if claim.why:
                lines.append(Padding(Text(claim.why, style="dim"), (0, 0, 0, 6)))
            lines.append(Padding(Text(f"see {', '.join(claim.decided_by)}", style="italic"), (0, 0, 0, 6)))
        lines.append(Text())
    return Group(*lines)


def _style(claim: Claim) -> str:
    return {HOLDS: "green", FAILS: "bold red"}.get(claim.verdict, "yellow")


def page(law: Law) -> RenderableType:
    """One law, as written: in words, as an equation, why, what it catches, what it asks for, and the program."""
    return Group(
        Text(f"{law.chapter} · {law.name}", style="bold"),
        Text(),
        Text(reflowed(law.text)),
        Text(),
        Text(asked_of(law)),
        Text(),
        _program(law.statement),
    )


def asked_of(law: Law) -> str:
    """Which implementations a law is asked of, in a sentence."""
    offers = [] if law.operation == "correlate" else [f"offers {OFFERS[law.operation]}"]
    needs = " and ".join([*offers, *(NEEDS[need] for need in sorted(law.needs))])
    return f"Asked of an implementation that {needs}." if needs else "Asked of every implementation."


def claim_page(claim: Claim) -> RenderableType:
    """One claim of the textbook: in words, what is to be thought of it, what decides it, and its witness."""
    return Group(
        Text(f"{claim.section} · {claim.id}", style="bold"),
        Text(),
        Text(reflowed(inspect.cleandoc(claim.text))),
        Text(),
        Text.assemble("Verdict: ", (claim.verdict, _style(claim)), f". See {', '.join(claim.decided_by)}."),
        Text(),
        _program(claim.witness),
    )


def _program(function: Callable[..., Any]) -> RenderableType:
    from rich.syntax import Syntax

    return Syntax(program_of(function), "python", background_color="default", word_wrap=True)


def program_of(function: Callable[..., Any]) -> str:
    """The body of a function below its docstring."""
    source = inspect.getsource(function)
    body = source[source.index('"""', source.index('"""') + 3) + 3 :].strip("\n")
    return inspect.cleandoc("    " + body)


def reflowed(text: str) -> str:
    """`text` with every paragraph on one line, for the terminal to wrap; what is indented stays as it is."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(part if part.startswith(" ") else " ".join(part.split()) for part in paragraphs)


def matrix(reports: Iterable[Report], missing: Iterable[str], width: int) -> RenderableType:
    """Implementations down, chapters across, in as many parts as `width` makes necessary. A cell counts the laws of the
    chapter by what came of them.
    """
    reports, missing = list(reports), list(missing)
    asked = {LAWS[verdict.law].chapter for report in reports for verdict in report.verdicts}
    columns = {chapter: [cells(report)[chapter] for report in reports] for chapter in CHAPTERS if chapter in asked}
    names = [Text(report.implementation) for report in reports]
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


def cells(report: Report) -> dict[str, Text]:
    """What came of each chapter: `5~1·2` is five laws that hold, one known deviation and two that are not claimed."""
    counts: dict[str, Counter[Status]] = {chapter: Counter() for chapter in CHAPTERS}
    for verdict in report.verdicts:
        counts[LAWS[verdict.law].chapter][verdict.status] += 1
    return {
        chapter: Text.assemble(
            *((f"{MARKS[status]}{count[status]}", STYLES[status]) for status in MARKS if count[status])
        )
        for chapter, count in counts.items()
    }


def legend(reports: Iterable[Report]) -> RenderableType:
    """What the marks that occur in the matrix mean."""
    occurring = {status for report in reports for status in report.counts}
    table = Table(box=None, show_header=False, pad_edge=False)
    for status, mark in MARKS.items():
        if status not in occurring:
            continue
        table.add_row(Text(f"{mark}n", style=STYLES[status]), status, Text(MEANING[status], style="dim"))
    return table


def explanation(typed: str, verdict: Verdict, *, traceback: bool = False) -> str:
    """A failed law: everything that was found."""
    if verdict.status == "fixed":
        return f"{typed} is {verdict.status}: {verdict.law}\n  found    {verdict.summary}"
    return "\n\n".join(explained(typed, failure, traceback=traceback) for failure in verdict.failures)


def explained(typed: str, failure: Failure, *, traceback: bool = False) -> str:
    """One failure: the law in words, the problem, what was called, both sides, and the command that replays it."""
    parts = [("law", LAWS[failure.law].words)]
    if failure.problem:
        parts.append(("problem", failure.problem))
    if failure.remembered:
        parts.append(("", "kept from an earlier run; --no-memory draws without it"))
    parts += [("called" if not number else "", call) for number, call in enumerate(listed(failure.calls))]
    parts.append(("found", failure.summary))
    parts += [(name, text) for name, text in (("left", failure.left), ("right", failure.right)) if text]
    if failure.where:
        parts.append(("at", failure.where))
    if traceback and failure.traceback:
        parts.append(("trace", failure.traceback))
    if failure.problem:
        parts.append(("replay", replay_command(typed, failure.law, failure.problem)))
    if failure.script:
        parts.append(("outside", script_command(typed, failure.law, failure.problem)))
    lines = [f"  {name:7}  " + text.replace("\n", "\n" + " " * 11) for name, text in parts]
    return "\n".join([f"{typed} {failure.outcome}: {failure.law}", *lines])


def listed(calls: Iterable[str]) -> list[str]:
    """Calls as they are shown: what is called several times in a row once, and of very many the first."""
    found = [(call, len(list(same))) for call, same in groupby(calls)]
    shown = [call if count == 1 else f"{count} times {call}" for call, count in found[:CALLS]]
    more = sum(count for _, count in found[CALLS:])
    return [*shown, f"and {more} more"] if more else shown


def replay_command(typed: str, law: str, problem: str) -> str:
    """The command that asks `law` about `problem` again."""
    return _asking("replay", typed, law, problem)


def script_command(typed: str, law: str, problem: str) -> str:
    """The command that prints a program which shows the same without this project."""
    return _asking("script", typed, law, problem)


def _asking(command: str, typed: str, law: str, problem: str) -> str:
    return f"{PROGRAM} {command} {shlex.quote(problem)} --law {law} {shlex.quote(typed)}"


def precision(report: Report) -> str:
    """The arithmetic that a row behaves like in each dtype, which is named where the arithmetic is not called after
    it.
    """
    return ", ".join(
        name if dtype in name.split() else f"{name} in {dtype}" for dtype, name in report.precision.items()
    )


def coverage_tables(coverage: Coverage) -> RenderableType:
    """The levels of each factor, and the percentage of the pairs of levels of two factors that occurred together."""
    names = coverage.factors
    levels = Table(box=None, pad_edge=False, show_header=False)
    pairs = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    pairs.add_column()
    for number, name in enumerate(names, 1):
        shares = ", ".join(f"{level} {100 * share:.0f}%" for level, share in coverage.shares(name))
        levels.add_row(str(number), Text(name, style="bold"), shares)
        pairs.add_column(str(number), justify="right")
    for number, name in enumerate(names, 1):
        percentages = []
        for other in names[: number - 1]:
            seen, possible = coverage.pairs(name, other)
            percentages.append(Text(str(100 * seen // possible), style="" if seen == possible else "yellow"))
        pairs.add_row(Text.assemble(f"{number} ", (name, "bold")), *percentages, Text("–", style="dim"))
    return Group(levels, Text(), pairs)


def progress(console: Console, unit: str) -> Progress:
    """A progress bar that counts in `unit`, shows the time left, and is gone when it is done."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
