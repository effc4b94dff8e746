"""The recorded run: what came of every law for every row, when, and with which versions. docs/recorded.json."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from spec import LAWS, Report
from spec.report import Status

RECORDED = Path(__file__).parent.parent / "docs" / "recorded.json"

MARKS: dict[Status, str] = {
    "conforms": "=",
    "breaks": "x",
    "refuses": "!",
    "crashed": "+",
    "timed out": "@",
    "fixed": "?",
    "deviates": "~",
    "not claimed": ".",
}
"""One character for each outcome, so that a row is a line."""

UNKNOWN = " "
"""Stands for a law that did not exist when the row was recorded."""

LIBRARIES = ("numpy", "scipy", "torch", "jax", "flax", "tensorflow", "tensorflow-cpu", "keras", "mxnet")


@dataclass(frozen=True)
class Recorded:
    """What came of one row. `differences` are, by law, the problems on which it is recorded to differ, and why."""

    date: str
    versions: dict[str, str]
    verdicts: dict[str, Status]
    differences: dict[str, dict[str, str]] = field(default_factory=dict)


def of(report: Report) -> Recorded:
    """What is kept of a report that was made now and here."""
    return Recorded(
        date=datetime.now(UTC).date().isoformat(),
        versions={},
        verdicts={verdict.law: verdict.status for verdict in report.verdicts},
        differences={
            verdict.law: {known.problem: known.because for known in verdict.known}
            for verdict in report.verdicts
            if verdict.status == "deviates"
        },
    )


def versions(row: object) -> dict[str, str]:
    """The versions of the libraries that are installed, where `row` runs."""
    found = {distribution.name.lower(): distribution.version for distribution in metadata.distributions()}
    return {name: found[name] for name in LIBRARIES if name in found}


def written(run: dict[str, Recorded]) -> str:
    """The recorded run as JSON: the laws once, and one line for each row."""
    rows = []
    for name, row in run.items():
        fields = asdict(row)
        fields["verdicts"] = "".join(MARKS[row.verdicts[law]] if law in row.verdicts else UNKNOWN for law in LAWS)
        rows.append(f'  "{name}": {json.dumps(fields, ensure_ascii=False)}')
    laws = ",\n".join(f'  "{law}"' for law in LAWS)
    return '{\n "laws": [\n' + laws + '\n ],\n "rows": {\n' + ",\n".join(rows) + "\n }\n}\n"


def read(text: str) -> dict[str, Recorded]:
    """The run that `written` wrote, without the laws that are gone."""
    found = json.loads(text)
    statuses = {mark: status for status, mark in MARKS.items()}
    run = {}
    for name, fields in found["rows"].items():
        marks = zip(found["laws"], fields["verdicts"], strict=True)
        verdicts = {law: statuses[mark] for law, mark in marks if mark != UNKNOWN and law in LAWS}
        run[name] = Recorded(**{**fields, "verdicts": verdicts})
    return run
