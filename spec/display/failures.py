"""Failures in a terminal: what was seen, and how to see it again."""

import shlex
from collections.abc import Iterable
from itertools import groupby
from textwrap import indent

from ..laws import LAWS
from ..reports.failure import Failure
from ..reports.verdict import Verdict
from ..version import PROGRAM

CALLS = 6
"""Calls of a failure that are shown."""


def explanation(typed: str, verdict: Verdict, *, traceback: bool = False) -> str:
    """A failed law, or one that is recorded to be broken on a problem: everything that was found."""
    if verdict.status == "fixed":
        return f"{typed} is {verdict.status}: {verdict.law}\n  found    {verdict.summary}"
    outcome = "deviates, as recorded" if verdict.status == "deviates" else ""
    return "\n\n".join(explained(typed, failure, outcome, traceback=traceback) for failure in verdict.failures)


def explained(typed: str, failure: Failure, outcome: str = "", *, traceback: bool = False) -> str:
    """One failure: the law in words and as an equation, the problem, what was called, both sides of the equation, and
    the commands that ask again and that print a program. Its outcome is told in other words where `outcome` has some.
    """
    law = LAWS[failure.law]
    parts = [("law", law.words), ("", indent(law.equation, "    "))]
    if failure.problem:
        parts.append(("problem", failure.problem))
    if failure.remembered:
        parts.append(("", "kept from an earlier run; --no-memory draws without it"))
    parts += [("called" if not number else "", call) for number, call in enumerate(listed(failure.calls))]
    parts.append(("found", failure.summary))
    parts += [(name, text) for name, text in (("left", failure.left), ("right", failure.right)) if text]
    if failure.where:
        parts.append(("at", failure.where))
    if traceback and failure.traceback:
        parts.append(("trace", failure.traceback))
    if failure.problem:
        parts.append(("replay", replay_command(typed, failure.law, failure.problem)))
        program = script_command(typed, failure.law, failure.problem)
        parts.append(("program", f"there is none: {failure.no_script}" if failure.no_script else program))
    lines = [f"  {name:7}  " + text.replace("\n", "\n" + " " * 11) for name, text in parts]
    return "\n".join([f"{typed} {outcome or failure.outcome}: {failure.law}", *lines])


def listed(calls: Iterable[str]) -> list[str]:
    """Calls as they are shown: what is called several times in a row once, and of very many the first."""
    found = [(call, len(list(same))) for call, same in groupby(calls)]
    shown = [call if count == 1 else f"{count} times {call}" for call, count in found[:CALLS]]
    more = sum(count for _, count in found[CALLS:])
    return [*shown, f"and {more} more"] if more else shown


def replay_command(typed: str, law: str, problem: str) -> str:
    """The command that asks `law` about `problem` again."""
    return _asking("replay", typed, law, problem)


def script_command(typed: str, law: str, problem: str) -> str:
    """The command that prints a program which shows the same without this project."""
    return _asking("script", typed, law, problem)


def _asking(command: str, typed: str, law: str, problem: str) -> str:
    return f"{PROGRAM} {command} {shlex.quote(problem)} --law {law} {shlex.quote(typed)}"
