"""Verdicts and reports, to JSON and back."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from .grid import Grid

Status = Literal["conforms", "breaks", "deviates", "fixed", "refuses", "crashed", "timed out", "not claimed"]

MEANING: dict[Status, str] = {
    "conforms": "no problem was found on which the law is broken",
    "breaks": "the two sides differ",
    "deviates": "differs as recorded, and still does",
    "fixed": "recorded to differ, and no longer does: delete the deviation",
    "refuses": "raised an exception on a problem that it claims",
    "crashed": "ended its process, or ran out of memory",
    "timed out": "did not return within the time limit",
    "not claimed": "the law needs something that the implementation does not claim",
}
"""The words for outcomes. They are never merged: what was not asked is not shown as held."""


@dataclass(frozen=True)
class Known:
    """A recorded difference, and what its witness shows."""

    because: str
    problem: str
    summary: str = ""
    left: str = ""
    right: str = ""
    sides: tuple[Grid, ...] = ()
    script: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of one law: its status and, where it failed, the simplest problem that was found and both sides."""

    law: str
    status: Status
    examples: int = 0
    seconds: float = 0.0
    problem: str = ""
    summary: str = ""
    left: str = ""
    right: str = ""
    sides: tuple[Grid, ...] = ()
    """Both sides, element by element, where they are small."""
    script: str = ""
    """A program that shows the failure without this project."""
    known: tuple[Known, ...] = ()
    """What is recorded to differ, each proven anew by its witness."""

    @property
    def failed(self) -> bool:
        return self.status in ("breaks", "fixed", "refuses", "crashed", "timed out")


@dataclass(frozen=True)
class Report:
    """The verdicts on one implementation."""

    implementation: str
    effort: str
    seed: int
    verdicts: tuple[Verdict, ...]
    compilations: int = 0
    """How often the library compiled something for it, where the row can tell."""
    compiling: float = 0.0
    """The seconds that this took, of all that the verdicts took."""
    precision: dict[str, str] = field(default_factory=dict)
    """The arithmetic that it behaves like, by dtype, where all laws were asked."""

    @property
    def conforms(self) -> bool:
        """Whether nothing failed. A law that was not claimed, or from which a deviation is recorded, is no failure."""
        return not any(verdict.failed for verdict in self.verdicts)

    @property
    def seconds(self) -> float:
        return sum(verdict.seconds for verdict in self.verdicts)

    @property
    def counts(self) -> Counter[Status]:
        return Counter(verdict.status for verdict in self.verdicts)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Self:
        return cls(**{**fields, "verdicts": tuple(Verdict(**verdict) for verdict in fields["verdicts"])})


def dump(reports: list[Report]) -> str:
    """Reports as JSON text."""
    return json.dumps({"reports": [report.to_json() for report in reports]}, indent=1)


def load(text: str) -> list[Report]:
    """The reports that `dump` wrote."""
    return [Report.from_json(fields) for fields in json.loads(text)["reports"]]
