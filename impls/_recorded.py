"""The recorded run: what came of every law for every row, when, and with which versions. docs/recorded.json."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from spec import LAWS, Report, Verdict
from spec.display.table import SIGNS
from spec.reports.verdict import Status

ROOT = Path(__file__).parent.parent
RECORDED = ROOT / "docs" / "recorded.json"

UNKNOWN = " "
"""Stands for a law that did not exist when the row was recorded."""


@dataclass(frozen=True)
class Recorded:
    """What came of one row: first what must be the same on every machine, then what may be another."""

    verdicts: dict[str, Status]
    differences: dict[str, dict[str, str]]
    """By law, the problems on which the row is recorded to differ, and why."""
    configuration: dict[str, str]
    helped: dict[str, list[str]] = field(default_factory=dict)
    """By law, what the adapter does for its library."""
    date: str = field(default="", compare=False)
    versions: dict[str, str] = field(default_factory=dict, compare=False)
    processor: str = field(default="", compare=False)
    precision: dict[str, str] = field(default_factory=dict, compare=False)

    def report(self, row: str) -> Report:
        """The verdicts without what led to them."""
        verdicts = (
            Verdict(law, self.verdicts[law], helped=tuple(self.helped.get(law, ())))
            for law in LAWS
            if law in self.verdicts
        )
        return Report(row, "quick", 0, tuple(verdicts))


def record(report: Report) -> Recorded:
    """What is kept of a report."""
    differences = {
        verdict.law: {known.failure.problem: known.because for known in verdict.known}
        for verdict in report.verdicts
        if verdict.known
    }
    verdicts = {verdict.law: verdict.status for verdict in report.verdicts}
    return Recorded(
        verdicts,
        differences,
        report.made.configuration,
        {verdict.law: list(verdict.helped) for verdict in report.verdicts if verdict.helped},
        date=report.made.when[:10],
        versions=report.made.libraries,
        processor=report.made.processor,
        precision=report.precision,
    )


def written(run: dict[str, Recorded]) -> str:
    """The recorded run as JSON: the laws once, and a line for each row."""
    laws = ",\n".join(f'  "{law}"' for law in LAWS)
    rows = []
    for name, row in run.items():
        marks = "".join(SIGNS[row.verdicts[law]] if law in row.verdicts else UNKNOWN for law in LAWS)
        rows.append(f'  "{name}": {json.dumps(asdict(row) | {"verdicts": marks}, ensure_ascii=False)}')
    return '{\n "laws": [\n' + laws + '\n ],\n "rows": {\n' + ",\n".join(rows) + "\n }\n}\n"


def read(text: str) -> dict[str, Recorded]:
    """The run that `written` wrote, without the laws that are gone."""
    found = json.loads(text)
    statuses = {mark: status for status, mark in SIGNS.items()}
    run = {}
    for name, fields in found["rows"].items():
        marks = zip(found["laws"], fields["verdicts"], strict=True)
        verdicts = {law: statuses[mark] for law, mark in marks if mark != UNKNOWN and law in LAWS}
        run[name] = Recorded(**{**fields, "verdicts": verdicts})
    return run
