"""The file of reports, and its JSON schema."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from ..laws import LAWS
from ..version import VERSION
from .failure import WORST_FIRST
from .report import Report

SCHEMA = 2
"""The version of the file format. It grows when an older reader would misread a newer file."""


DIALECT = "https://json-schema.org/draft/2020-12/schema"


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
    """A file of reports, as JSON text. By default, `laws` are those of this version."""
    file = Reports(SCHEMA, VERSION, stated() if laws is None else laws, tuple(reports), missing or {})
    # Messages of libraries may hold lone surrogates, which UTF-8 cannot encode.
    text = json.dumps(msgspec.to_builtins(file), indent=1, ensure_ascii=False)
    return text.encode(errors="replace").decode() + "\n"


def load(path: Path) -> Reports:
    """The contents of a file that `dump` wrote. Raises Unreadable."""
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
    """A file of schema 1, in which a verdict had the fields of one failure, converted to schema 2."""
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
    """The format of such a file, as a JSON schema."""
    described = {
        "$schema": DIALECT,
        "title": "corrspec reports",
        **_without_empty_defaults(msgspec.json.schema(Reports)),
    }
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def _without_empty_defaults(described: Any) -> Any:
    """The schema without empty objects as defaults, so that every msgspec gives the same: from 0.23 on it has them."""
    if isinstance(described, list):
        return [_without_empty_defaults(one) for one in described]
    if not isinstance(described, dict):
        return described
    return {
        name: _without_empty_defaults(value) for name, value in described.items() if (name, value) != ("default", {})
    }
