"""Matrix: the reports of many files merged into one, with warnings about what is missing."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from ..laws import LAWS
from ..version import VERSION
from .file import Reports, Stated, stated
from .report import Report
from .verdict import Status, Verdict


@dataclass(frozen=True)
class Matrix:
    """The reports by row, all laws, and the warnings that a reader must see first."""

    reports: dict[str, Report]
    laws: dict[str, Stated]
    """All laws in reading order: those of this version, followed by others in the reports."""
    missing: dict[str, str] = field(default_factory=dict)
    """Rows that could not be imported, and why."""
    warnings: tuple[str, ...] = ()
    """Where the matrix is partial, or a mixture, in words."""

    @property
    def chapters(self) -> dict[str, list[str]]:
        """The names of the laws by chapter, both in reading order."""
        found: dict[str, list[str]] = {}
        for law, known in self.laws.items():
            found.setdefault(known.chapter, []).append(law)
        return found

    @property
    def counts(self) -> Counter[Status]:
        """The number of cells with each status."""
        return Counter(verdict.status for report in self.reports.values() for verdict in report.verdicts)

    @property
    def conforms(self) -> bool:
        return all(report.conforms for report in self.reports.values())


UNSTATED = Stated("other", "Of this law nothing but the name is known.")


def merged(files: Iterable[Reports], expected: Collection[str] = ()) -> Matrix:
    """One matrix of many files. If several reports have a verdict on the same row and law, the newest one counts.

    `expected` names the rows that should have a report.
    """
    laws = stated()
    warnings: list[str] = []
    missing: dict[str, str] = {}
    found: dict[str, list[Report]] = {}
    for file in files:
        missing |= file.missing
        if not file.reports and not file.missing:
            warnings.append("a file holds no report: the run that wrote it was broken off before its first row")
        for report in file.reports:
            found.setdefault(report.implementation, []).append(report)
            for verdict in report.verdicts:
                laws.setdefault(verdict.law, file.laws.get(verdict.law, UNSTATED))
    reports = {}
    partial: dict[str, list[str]] = {}
    for row in sorted(found):
        used = _used(sorted(found[row], key=lambda report: report.made.when, reverse=True))
        reports[row] = _together(used, list(laws))
        warnings += _mixture(row, used)
        asked = {verdict.law for verdict in reports[row].verdicts}
        if unasked := [law for law in LAWS if law not in asked]:
            names = ", ".join(unasked[:3]) + (", …" if len(unasked) > 3 else "")
            lacking = f"{len(LAWS) - len(unasked)} of {len(LAWS)} laws were asked, not {names}"
            partial.setdefault(lacking, []).append(row)
    for lacking, rows in partial.items():
        warnings.append(f"{', '.join(rows)} {'are' if rows[1:] else 'is'} partial: {lacking}")
    if foreign := sorted(set(laws) - set(LAWS)):
        warnings.append(f"of corrspec {VERSION} these are no laws: {', '.join(foreign)}")
    missing = {row: why for row, why in missing.items() if row not in reports}
    warnings += [f"{row} could not be imported: {why}" for row, why in sorted(missing.items())]
    if unheard := sorted(set(expected) - set(reports) - set(missing)):
        warnings.append(f"there is no report on {', '.join(unheard)}")
    return Matrix(reports, laws, missing, tuple(warnings))


def _used(newest_first: list[Report]) -> list[Report]:
    """The reports with a verdict on a law that no newer report has."""
    used: list[Report] = []
    known: set[str] = set()
    for report in newest_first:
        laws = {verdict.law for verdict in report.verdicts}
        if not used or laws - known:
            used.append(report)
            known |= laws
    return used


def _together(newest_first: list[Report], laws: list[str]) -> Report:
    """The newest report, with the verdicts that only older reports have added."""
    verdicts: dict[str, Verdict] = {}
    for report in reversed(newest_first):
        verdicts |= {verdict.law: verdict for verdict in report.verdicts}
    precision = next((report.precision for report in newest_first if report.precision), {})
    in_order = tuple(verdicts[law] for law in laws if law in verdicts)
    return replace(newest_first[0], verdicts=in_order, precision=precision)


def _mixture(row: str, reports: list[Report]) -> list[str]:
    """Warnings where the reports on a row differ in something that verdicts depend on, or are of another version."""
    libraries = {
        ", ".join(f"{name} {version}" for name, version in report.made.libraries.items()) for report in reports
    }
    runs = {f"{report.effort} with seed {report.seed}" for report in reports}
    configured = {" ".join(map("=".join, report.made.configuration.items())) for report in reports}
    mixed = [kinds for kinds in (libraries, runs, configured) if len(kinds) > 1]
    warnings = [f"{row} is a mixture of reports: {'; '.join(sorted(kinds))}" for kinds in mixed]
    others = sorted({report.made.corrspec for report in reports} - {VERSION, ""})
    return warnings + [f"{row} was asked by corrspec {version}, and this is {VERSION}" for version in others]
