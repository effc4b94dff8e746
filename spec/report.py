"""Verdicts and reports, and the file that they are kept in."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta

from .failure import WORST_FIRST, Failure
from .laws import LAWS
from .version import VERSION

SCHEMA = 2
"""The number of the form that files of reports have. It grows when an older reader would misread a newer file."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

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

FAILED: tuple[Status, ...] = ("breaks", "fixed", "refuses", "crashed", "timed out")


@dataclass(frozen=True)
class Known:
    """A recorded difference, and what its witness shows."""

    because: Annotated[str, Meta(description="Why it differs, in words.")]
    failure: Annotated[Failure, Meta(description="What its witness shows.")]


@dataclass(frozen=True)
class Verdict:
    """What came of one law: its status and, where it failed, the simplest failure of each kind."""

    law: Annotated[str, Meta(description="The name of the law.")]
    status: Annotated[Status, Meta(description="What came of it.")]
    examples: Annotated[int, Meta(description="Problems that the row did not refuse, up to the first failure.")] = 0
    seconds: Annotated[float, Meta(description="The time that this took.")] = 0.0
    summary: Annotated[str, Meta(description="What is not claimed, why it is recorded to differ, what is fixed.")] = ""
    failures: Annotated[tuple[Failure, ...], Meta(description="The simplest of each kind, the worst first.")] = ()
    compilations: Annotated[int, Meta(description="How often its library compiled something, if it can tell.")] = 0
    compiling: Annotated[float, Meta(description="The seconds that this took, of all that it took.")] = 0.0
    known: Annotated[tuple[Known, ...], Meta(description="Recorded differences, each proven by its witness.")] = ()

    @property
    def failed(self) -> bool:
        return self.status in FAILED


@dataclass(frozen=True)
class Made:
    """When and on what a report was made."""

    when: Annotated[str, Meta(description="The time in UTC, as in 2030-01-31T23:59:59+00:00.")] = ""
    python: Annotated[str, Meta(description="The version of Python.")] = ""
    platform: Annotated[str, Meta(description="The operating system and the processor.")] = ""
    libraries: Annotated[dict[str, str], Meta(description="Versions of the libraries that the row calls.")] = field(
        default_factory=dict
    )
    corrspec: Annotated[str, Meta(description="The version of corrspec that asked.")] = ""
    processor: Annotated[str, Meta(description="The name of the processor.")] = ""
    configuration: Annotated[
        dict[str, str], Meta(description="The environment variables that tell the libraries what to compute with.")
    ] = field(default_factory=dict)


@dataclass(frozen=True)
class Claimed:
    """What an implementation claims of one operation."""

    ranks: Annotated[tuple[int, ...], Meta(description="The numbers of spatial axes.")]
    dtypes: Annotated[tuple[str, ...], Meta(description="The names of the dtypes.")]
    paddings: Annotated[tuple[str, ...], Meta(description="The forms of padding.")]
    boundaries: Annotated[tuple[str, ...], Meta(description="The continuations of the input.")]
    features: Annotated[tuple[str, ...], Meta(description="The keywords that its signature names.")]


@dataclass(frozen=True)
class Report:
    """The verdicts on one implementation."""

    implementation: Annotated[str, Meta(description="The name of the row.")]
    effort: Annotated[str, Meta(description="How many problems a law is asked about: brief, quick, standard or deep.")]
    seed: Annotated[int, Meta(description="A seed gives the same run twice.")]
    verdicts: Annotated[tuple[Verdict, ...], Meta(description="One for each law that was asked.")]
    precision: Annotated[
        dict[str, str], Meta(description="The arithmetic it behaves like, by dtype, if all laws were asked.")
    ] = field(default_factory=dict)
    claims: Annotated[dict[str, Claimed], Meta(description="What it claims, by operation.")] = field(
        default_factory=dict
    )
    made: Annotated[Made, Meta(description="When, and on what.")] = field(default_factory=Made)
    typed: Annotated[str, Meta(description="What names the row on the command line, if not its name.")] = ""

    @property
    def conforms(self) -> bool:
        """Whether nothing failed. A law that was not claimed, or from which a deviation is recorded, is no failure."""
        return not any(verdict.failed for verdict in self.verdicts)

    @property
    def seconds(self) -> float:
        return sum(verdict.seconds for verdict in self.verdicts)

    @property
    def compilations(self) -> int:
        return sum(verdict.compilations for verdict in self.verdicts)

    @property
    def compiling(self) -> float:
        return sum(verdict.compiling for verdict in self.verdicts)

    def with_verdicts(self, verdicts: tuple[Verdict, ...], precision: dict[str, str]) -> Self:
        """The same report with these verdicts, and with the arithmetic that was seen."""
        return replace(self, verdicts=verdicts, precision=precision)

    @property
    def counts(self) -> Counter[Status]:
        return Counter(verdict.status for verdict in self.verdicts)


@dataclass(frozen=True)
class Stated:
    """A law, as far as a reader of reports needs it."""

    chapter: Annotated[str, Meta(description="The chapter that it stands in.")]
    words: Annotated[str, Meta(description="The law in one sentence.")]


@dataclass(frozen=True)
class Reports:
    """A file of reports, and the laws that there were when it was written, whether they were asked or not."""

    schema: Annotated[int, Meta(description="The number of this form.")]
    corrspec: Annotated[str, Meta(description="The version of corrspec that wrote the file.")]
    laws: Annotated[dict[str, Stated], Meta(description="All laws in reading order, by name.")]
    reports: Annotated[tuple[Report, ...], Meta(description="One for each row.")]
    missing: Annotated[
        dict[str, str], Meta(description="Rows that were to be asked and could not be imported, and why.")
    ] = field(default_factory=dict)


class Unreadable(Exception):
    """A file that holds no reports; the message says which, and why."""


def stated() -> dict[str, Stated]:
    """The laws of this version."""
    return {law.name: Stated(law.chapter, law.words) for law in LAWS.values()}


def dump(
    reports: Iterable[Report], missing: dict[str, str] | None = None, laws: dict[str, Stated] | None = None
) -> str:
    """A file of reports, as JSON text. `laws` are those of this version, where no others are given."""
    file = Reports(SCHEMA, VERSION, stated() if laws is None else laws, tuple(reports), missing or {})
    # What a library says may hold halves of characters, which JSON cannot.
    text = json.dumps(msgspec.to_builtins(file), indent=1, ensure_ascii=False)
    return text.encode(errors="replace").decode() + "\n"


def load(path: Path) -> Reports:
    """The file that `dump` wrote. Raises Unreadable."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
    try:
        schema = msgspec.json.decode(text, type=dict[str, Any]).get("schema")
        if type(schema) is int and schema > SCHEMA:
            what = f"{path} has the schema {schema}, and this corrspec knows {SCHEMA}"
            raise Unreadable(f"{what}: read it with the corrspec that wrote it, or a newer one")
        if type(schema) is int and schema == 1:
            return msgspec.convert(_of_the_first_form(msgspec.json.decode(text)), Reports)
        return msgspec.json.decode(text, type=Reports)
    except (msgspec.MsgspecError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(f"{path} is no file of reports, as `check --json` writes it: {error}") from error


def _of_the_first_form(file: Any) -> Any:
    """A file of the first form, in which a verdict had the fields of one failure, as one of this form."""
    for verdict in (verdict for report in file["reports"] for verdict in report["verdicts"]):
        law = verdict["law"]
        verdict["known"] = [
            {"because": known.pop("because"), "failure": {"law": law, "outcome": "breaks", "summary": "", **known}}
            for known in verdict.get("known", ())
        ]
        seen = {name: verdict.pop(name) for name in ("problem", "left", "right", "sides", "script") if name in verdict}
        if verdict["status"] in WORST_FIRST:
            failure = {"law": law, "outcome": verdict["status"], "summary": verdict.pop("summary", ""), "problem": ""}
            verdict["failures"] = [failure | seen]
    return file


def schema() -> str:
    """The form of such a file, as a JSON schema."""
    described = {
        "$schema": DIALECT,
        "title": "corrspec reports",
        **_without_empty_defaults(msgspec.json.schema(Reports)),
    }
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def _without_empty_defaults(described: Any) -> Any:
    """The same schema from every msgspec: those from 0.23 on name an empty object that is a default, others do not."""
    if isinstance(described, list):
        return [_without_empty_defaults(one) for one in described]
    if not isinstance(described, dict):
        return described
    return {
        name: _without_empty_defaults(value) for name, value in described.items() if (name, value) != ("default", {})
    }
