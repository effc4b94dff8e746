"""The catalogue of faults: what is wrong with each, where it comes from, and what must reject it."""

from typing import Any

from ._markdown import rendered


def catalogue(found: dict[str, Any]) -> str:
    """docs/faults.md, from the kills."""
    faults = found["faults"]
    origins = {origin: sum(fault["origin"] == origin for fault in faults.values()) for origin in ORIGINS}
    lines = []
    for name, fault in faults.items():
        soonest = min(asked for asked, _ in fault["kills"].values()) if fault["kills"] else "never"
        expected = ", ".join(f"`{law}`" for law in fault["expected"])
        origin = _report(fault["report"]) if fault["report"] else fault["origin"]
        lines.append([f"`{name}`", fault["fault"].replace("|", "\\|"), origin, expected, len(fault["kills"]), soonest])
    return rendered("catalogue", lines=lines, origins=origins, faults=len(faults))


ORIGINS = ("law", "report", "systematic", "blind")


def _report(citation: str) -> str:
    repository, _, number = citation.partition("#")
    return f"[{citation}](https://github.com/{repository}/issues/{number})"
