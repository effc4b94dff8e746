"""False alarms: every row under as many seeds as its minutes allow."""

import json
from typing import Any

import impls

from ..soak import problems_of, soak
from ._markdown import DOCS, rendered, table

MINUTES = 30
"""After which no other seed is begun."""

FOUND = DOCS / "strength" / "soak.json"


def measure() -> dict[str, Any]:
    """Of every row, the seeds, the verdicts, the problems and what failed. Rows whose library is not installed here are
    left as they were.
    """
    rows: dict[str, Any] = json.loads(FOUND.read_text())["rows"] if FOUND.exists() else {}
    for name, tally in soak(impls.discover(), MINUTES).items():
        if tally is not None:
            rows[name] = {
                "seeds": tally.seeds,
                "verdicts": tally.verdicts,
                "problems": tally.problems,
                "alarms": [f"seed {seed}: {verdict.law} on {problems_of(verdict)}" for seed, verdict in tally.failures],
            }
    return {"minutes": MINUTES, "rows": {name: rows[name] for name in impls.discover() if name in rows}}


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
    return rendered("soak", headline=headline(found["soak"]), table=figures)
