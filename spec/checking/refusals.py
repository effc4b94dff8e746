"""Refusals: charged to the law that says that valid problems are answered."""

from collections.abc import Iterable
from dataclasses import replace

from ..reports.failure import Failure
from ..reports.verdict import Verdict

ACCEPTING = "valid_problems_are_accepted"
"""The law that a refusal of a valid problem breaks, whichever law met it."""


def charged(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts, with every refusal of a valid problem moved to the law that demands an answer.

    Where that law was not asked, its verdict is added at the end.
    """
    found: dict[str, Verdict] = {}
    refusals: list[Failure] = []
    for verdict in verdicts:
        refused = [failure for failure in verdict.failures if failure.outcome == "refuses"]
        if verdict.law != ACCEPTING and refused:
            refusals += refused
            verdict = _without(verdict, refused)
        found[verdict.law] = verdict
    if refusals:
        accepting = found.get(ACCEPTING, Verdict(ACCEPTING, "refuses"))
        failures = tuple(sorted((*accepting.failures, *_each_once(refusals)), key=lambda failure: failure.severity))
        found[ACCEPTING] = replace(accepting, status=failures[0].outcome, summary="", failures=failures)
    return tuple(found.values())


def _without(verdict: Verdict, refused: list[Failure]) -> Verdict:
    left = tuple(failure for failure in verdict.failures if failure not in refused)
    if left:
        return replace(verdict, status=left[0].outcome, failures=left)
    undecided = f"every problem is refused, such as {refused[0].problem}"
    rest = Verdict.without_failures(verdict.law, verdict.examples, undecided, verdict.known)
    return replace(verdict, status=rest.status, summary=rest.summary, failures=())


def _each_once(refusals: list[Failure]) -> list[Failure]:
    """Of refusals in the same words, from the same line, the first."""
    return list({(failure.summary, failure.where): failure for failure in reversed(refusals)}.values())[::-1]
