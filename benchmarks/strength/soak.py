"""False alarms: every row under as many seeds as its minutes allow."""

import json
import os
from collections.abc import Collection
from typing import Any

import impls
from spec.isolation.cluster import executor

from ..soak import problems_of, soak
from . import _digest
from ._markdown import DOCS, rendered, table

MINUTES = 30
"""After which no other seed is begun."""

FOUND = DOCS / "strength" / "soak.json"


def measure(rows: Collection[str] = (), minutes: float = MINUTES, cluster: str | None = None) -> dict[str, Any]:
    """Of every row, the seeds, the verdicts, the problems and what failed. Where names are given, of only those rows;
    the others, and those whose library is not installed here, are left as they were. On this machine, or on a cluster.
    """
    found: dict[str, Any] = json.loads(FOUND.read_text())["rows"] if FOUND.exists() else {}
    laws = _laws()
    with executor(cluster, os.cpu_count() or 1) as (elsewhere, jobs):
        tallies = soak(list(rows) or impls.discover(), minutes, executor=elsewhere, jobs=jobs)
    for name, tally in tallies.items():
        if tally is not None:
            found[name] = {
                "laws": laws,
                "seeds": tally.seeds,
                "verdicts": tally.verdicts,
                "problems": tally.problems,
                "alarms": [f"seed {seed}: {verdict.law} on {problems_of(verdict)}" for seed, verdict in tally.failures],
            }
    return {"rows": {name: found[name] for name in impls.discover() if name in found}}


def subjects() -> dict[str, str]:
    """Nothing: every row says itself which laws it was asked."""
    return {}


def _laws() -> str:
    """A digest of all that rows are asked."""
    return _digest.digest(*_digest.laws().values())


def amiss(found: dict[str, Any]) -> list[str]:
    """Alarms, and rows that were never asked."""
    missing = [f"{name} was never soaked" for name in impls.discover() if name not in found["rows"]]
    return missing + [f"{name}: {alarm}" for name, row in found["rows"].items() for alarm in row["alarms"]]


def headline(found: dict[str, Any]) -> str:
    """What the README quotes."""
    rows = found["rows"].values()
    problems, alarms = sum(row["problems"] for row in rows), sum(len(row["alarms"]) for row in rows)
    return f"{problems:,} problems were asked of {len(rows)} rows that are believed to be right: {alarms} false alarms."


def section(found: dict[str, Any]) -> str:
    """How many checks there were, and how many alarms."""
    lines = (
        [f"`{name}`", row["seeds"], f"{row['verdicts']:,}", f"{row['problems']:,}", len(row["alarms"])]
        for name, row in found["soak"]["rows"].items()
    )
    figures = table(["row", "seeds", "verdicts", "problems", "alarms"], lines)
    laws = _laws()
    before = [name for name, row in found["soak"]["rows"].items() if row.get("laws") != laws]
    return rendered("soak", headline=headline(found["soak"]), before=before, table=figures)
