"""The matrix as a page, as Markdown and as a badge."""

import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec
from markupsafe import Markup

from .. import definition
from ..definition.problem import Problem
from ..operands.descriptor import Descriptor
from ..reports.failure import Failure
from ..reports.merge import Matrix
from ..reports.report import Report
from ..reports.verdict import FAILED, MEANING, Status, Verdict
from . import figure
from .failures import listed, replay_command
from .pages import TEMPLATES, visible
from .table import MARKS, SIGNS

KINDS: dict[Status, str] = {
    status: "fails" if status in FAILED else {"conforms": "ok", "deviates": "differs"}.get(status, "silent")
    for status in MEANING
}
"""The class by which a status is to be seen. Most cells hold, so the name of that class is short."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A failure or a recorded difference, as it is shown."""

    heading: str
    failure: Failure
    drawn: Markup | str
    sides: Markup | str
    replay: str
    calls: str


def page(matrix: Matrix) -> str:
    """The page, in one file that asks for no other."""
    matrix = msgspec.convert(_visible(msgspec.to_builtins(matrix)), Matrix)
    findings: list[Finding] = []
    return TEMPLATES.get_template("matrix.html.jinja").render(
        matrix=matrix,
        rows=[_row(report, matrix) for report in matrix.reports.values()],
        island=_island(matrix, findings),
        findings=findings,
        libraries=sorted({name for report in matrix.reports.values() for name in report.made.libraries}),
        features=sorted({feature for report in matrix.reports.values() for feature in _features(report)}),
        signs=SIGNS,
        kinds=KINDS,
        meaning=MEANING,
        summary=summary(matrix),
        css=Markup(figure.CSS + TEMPLATES.get_template("matrix.css").render()),
        js=Markup(TEMPLATES.get_template("matrix.js").render()),
    )


def markdown(matrix: Matrix) -> str:
    """The matrix as a table for a README, with its warnings above."""
    return TEMPLATES.get_template("matrix.md.jinja").render(
        matrix=matrix, rows=[_row(report, matrix) for report in matrix.reports.values()], summary=summary(matrix)
    )


def badge(matrix: Matrix) -> str:
    """A picture of a few words."""
    broken = sum(matrix.counts[status] for status in FAILED)
    text = f"{broken} broken" if broken else f"{matrix.counts['conforms']:,} hold"
    colour = "#b3261e" if broken else "#7a5d00" if matrix.warnings or not matrix.reports else "#1d6f42"
    return TEMPLATES.get_template("badge.svg.jinja").render(text=text, colour=colour)


def summary(matrix: Matrix) -> str:
    """The whole matrix in one sentence."""
    counts = matrix.counts
    cells = [f"{counts[status]:,} {status}" for status in MEANING if counts[status]]
    return f"{len(matrix.reports)} rows, {len(matrix.laws)} laws: {', '.join(cells) or 'nothing was asked'}."


def _visible(value: Any) -> Any:
    """Every text in a tree of dicts and lists, so that it can be seen what it is."""
    if isinstance(value, dict):
        return {_visible(key): _visible(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_visible(part) for part in value]
    return visible(value) if isinstance(value, str) else value


def _row(report: Report, matrix: Matrix) -> dict[str, Any]:
    """What the table shows of a row: a cell for every chapter, and one for every law."""
    verdicts = {verdict.law: verdict.status for verdict in report.verdicts}
    chapters = [_chapter(laws, verdicts) for laws in matrix.chapters.values()]
    return {
        "name": report.implementation,
        "libraries": list(report.made.libraries),
        "features": sorted(_features(report)),
        "chapters": chapters,
        "plain": ["".join(f"{mark}{count}" for mark, count, _ in chapter["parts"]) for chapter in chapters],
    }


def _chapter(laws: list[str], verdicts: dict[str, Status]) -> dict[str, Any]:
    counts = Counter(verdicts[law] for law in laws if law in verdicts)
    parts = [(MARKS[status], counts[status], KINDS[status]) for status in MARKS if counts[status]]
    return {"parts": parts, "laws": [verdicts.get(law) for law in laws]}


def _features(report: Report) -> set[str]:
    """What can be asked for when rows are looked for: operations, dtypes, paddings, boundaries, features and axes."""
    found = set(report.claims)
    for claims in report.claims.values():
        found |= {*claims.dtypes, *claims.paddings, *claims.boundaries, *claims.features}
        found |= {f"{rank} spatial {'axis' if rank == 1 else 'axes'}" for rank in claims.ranks}
    return found


def _island(matrix: Matrix, findings: list[Finding]) -> Markup:
    """What the script of the page knows, as JSON. Findings are put into `findings`, and here by their number."""

    def cell(row: str, verdict: Verdict) -> list[Any]:
        found = _findings(matrix.reports[row].typed or row, verdict)
        shown = [len(findings) + number for number, _ in enumerate(found)]
        findings.extend(found)
        summary = "" if found else verdict.summary
        facts = [statuses.index(verdict.status), verdict.examples, round(verdict.seconds, 2), summary, shown]
        # There are thousands of them, and most have nothing to say at the end.
        while not facts[-1] and len(facts) > 1:
            del facts[-1]
        return facts

    statuses, numbers = list(MEANING), {law: number for number, law in enumerate(matrix.laws)}

    rows = {
        row: {
            "effort": report.effort,
            "seed": report.seed,
            "seconds": round(report.seconds, 1),
            "compilations": report.compilations,
            "compiling": round(report.compiling, 1),
            "made": vars(report.made),
            "claims": {name: vars(claims) for name, claims in report.claims.items()},
            "precision": report.precision,
            "counts": report.counts,
            "verdicts": {numbers[verdict.law]: cell(row, verdict) for verdict in report.verdicts},
        }
        for row, report in matrix.reports.items()
    }
    laws = {law: vars(stated) for law, stated in matrix.laws.items()}
    text = json.dumps(
        {"rows": rows, "laws": laws, "meaning": MEANING, "signs": SIGNS, "kinds": KINDS},
        separators=(",", ":"),
        ensure_ascii=False,
    )
    # Nothing in it can end the element that it stands in.
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _findings(row: str, verdict: Verdict) -> list[Finding]:
    found = [_finding(row, failure, _heading(failure)) for failure in verdict.failures]
    return found + [_finding(row, known.failure, known.because) for known in verdict.known]


def _heading(failure: Failure) -> str:
    what = "The simplest problem that was found"
    return f"{what}, of the kind {failure.kind}" if failure.kind else what


def _finding(row: str, failure: Failure, heading: str) -> Finding:
    sides = figure.sides(*failure.sides) if len(failure.sides) == 2 else ""
    return Finding(
        heading=heading,
        failure=failure,
        drawn=_drawn(failure.problem),
        sides=sides,
        replay=replay_command(row, failure.law, failure.problem) if failure.problem else "",
        calls="\n".join(listed(failure.calls)),
    )


def _drawn(text: str) -> Markup | str:
    """The picture of a problem, where this version can read its descriptor and it is small enough to make."""
    try:
        descriptor = Descriptor.parse(text)
        if descriptor.elements + abs(descriptor.bias or 0) > LARGEST:
            return ""
        problem = descriptor.problem()
        return figure.problem(
            problem, None if problem.invalidity() or _is_wide(problem) else definition.correlate(problem)
        )
    except (ValueError, MemoryError):
        return ""


def _is_wide(problem: Problem) -> bool:
    """Whether a padding makes much of a small problem."""
    return math.prod(size + sum(pair) for size, pair in zip(problem.size, problem.pairs, strict=True)) > LARGEST


LARGEST = 2**12
"""The most elements of a problem that is made to be drawn."""
