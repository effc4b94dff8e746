"""Failure: what was seen on one problem, and all that a person needs to see it again. The search, the terminal, the
file of reports, the page and the program share this one record.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from .grid import Grid

Outcome = Literal["crashed", "timed out", "breaks", "refuses"]
"""How a problem fails, the worst first."""

WORST_FIRST: tuple[Outcome, ...] = ("crashed", "timed out", "breaks", "refuses")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One problem on which a law is broken."""

    law: Annotated[str, Meta(description="The law that was asked about it.")]
    outcome: Annotated[Outcome, Meta(description="What came of it.")]
    problem: Annotated[str, Meta(description="The descriptor of the problem.")]
    summary: Annotated[str, Meta(description="What was seen.")]
    kind: Annotated[str, Meta(description="Which of several findings it is, where a law tells them apart.")] = ""
    left: Annotated[str, Meta(description="The left side, as text.")] = ""
    right: Annotated[str, Meta(description="The right side, as text.")] = ""
    sides: Annotated[tuple[Grid, ...], Meta(description="Both sides, where they are small.")] = ()
    calls: Annotated[tuple[str, ...], Meta(description="What was called, one after the other.")] = ()
    where: Annotated[str, Meta(description="The file and the line of the row that raised, if one did.")] = ""
    traceback: Annotated[str, Meta(description="How it came there.")] = ""
    remembered: Annotated[bool, Meta(description="Whether it was kept from an earlier run, and not drawn.")] = False
    script: Annotated[str, Meta(description="A program that shows it without this project, if there is one.")] = ""
    no_script: Annotated[str, Meta(description="Why there is no such program, if there is none.")] = ""

    @property
    def severity(self) -> int:
        """The rank of the outcome: the lower, the worse."""
        return WORST_FIRST.index(self.outcome)
