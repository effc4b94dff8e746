"""What comes of a row under the switches that it knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from spec import Implementation, Report
from spec.checking.effort import Effort
from spec.isolation.locate import NotInstalled
from spec.isolation.worker import Worker
from spec.reading.open_questions import QUESTIONS

from .found import Change, Found
from .switches import known_to

EFFORT: Effort = "brief"
"""There are some two hundred runs. What depends on the processor shows in many problems, or in the witnesses."""


def tried(row: str) -> Found | None:
    """What comes of a row under the switches that it knows; None where its library is not installed."""
    try:
        before = Asked.under(row, {})
    except NotInstalled:
        return None
    libraries = before.report.made.libraries
    after = {switch.name: Asked.under(row, switch.environment()) for switch in known_to(libraries)}
    return Found(
        before.report.made,
        {name: tuple(_changes(before.report, asked.report)) for name, asked in after.items()},
        _others(before.report.precision, {name: asked.report.precision for name, asked in after.items()}),
        _others(before.answers, {name: asked.answers for name, asked in after.items()}),
    )


@dataclass(frozen=True)
class Asked:
    """The verdicts on a row, and its words on what the specification leaves open."""

    report: Report
    answers: dict[str, str]

    @classmethod
    def under(cls, row: str, environment: Mapping[str, str]) -> Self:
        """Asks a row whose worker is started with `environment`."""
        with Worker(row, environment=environment) as worker:
            return cls(worker.check(effort=EFFORT), worker.ask(answers))


def answers(row: Implementation) -> dict[str, str]:
    """The row's word on each of the questions."""
    return {name: ask(row) for name, ask in QUESTIONS.items()}


def _changes(before: Report, after: Report) -> Iterator[Change]:
    for one, other in zip(before.verdicts, after.verdicts, strict=True):
        if one.status != other.status:
            worst = other.failures[0] if other.failures else None
            what = (worst.problem, worst.summary) if worst else ("", other.summary)
            yield Change(one.law, one.status, other.status, *what)


def _others(before: dict[str, str], after: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """By switch, what is another word than before, and not nothing."""
    changed = {
        name: {key: word for key, word in words.items() if before.get(key) != word} for name, words in after.items()
    }
    return {name: words for name, words in changed.items() if words}
