"""Who satisfies a law, from the recorded run."""

from dataclasses import dataclass

import impls
from impls._recorded import RECORDED, Recorded, read
from spec.display.failures import replay_command
from spec.reports.verdict import Status


@dataclass(frozen=True)
class Difference:
    """A row that is recorded to differ: why, a problem that shows it, and the command that shows it again."""

    row: str
    because: str
    problem: str
    command: str


@dataclass(frozen=True)
class Standing:
    """How the rows stand to one law."""

    by_status: dict[Status, list[str]]
    differences: list[Difference]
    unrecorded: list[str]
    """Rows of which the recorded run says nothing."""
    dates: list[str]
    """When the others were recorded."""
    versions: list[str]
    """The libraries that they were recorded with."""


def recorded() -> dict[str, Recorded]:
    """The recorded run, by row."""
    return read(RECORDED.read_text())


def standing(law: str, run: dict[str, Recorded]) -> Standing:
    """How the rows stand to `law` in `run`."""
    by_status: dict[Status, list[str]] = {}
    differences, unrecorded = [], []
    for row in impls.discover():
        if row not in run or law not in run[row].verdicts:
            unrecorded.append(row)
            continue
        by_status.setdefault(run[row].verdicts[law], []).append(row)
        for problem, because in run[row].differences.get(law, {}).items():
            differences.append(Difference(row, because, problem, replay_command(row, law, problem)))
    kept = [run[row] for rows in by_status.values() for row in rows]
    return Standing(
        by_status,
        differences,
        unrecorded,
        sorted({row.date for row in kept}),
        sorted({f"{library} {version}" for row in kept for library, version in row.versions.items()}),
    )
