"""Verdict: what came of one law on one row."""

from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from msgspec import Meta

from .failure import Failure

Status = Literal[
    "conforms", "breaks", "deviates", "unstable", "fixed", "refuses", "crashed", "timed out", "not claimed"
]


MEANING: dict[Status, str] = {
    "conforms": "no problem was found on which the law is broken",
    "breaks": "the two sides differ",
    "deviates": "differs as recorded, and still does",
    "unstable": "differs sometimes, as recorded",
    "fixed": "recorded to differ, and no longer does: delete the deviation",
    "refuses": "raised an exception on a problem that it claims",
    "crashed": "ended its process, or ran out of memory",
    "timed out": "did not return within the time limit",
    "not claimed": "the law needs something that the implementation does not claim",
}
"""The meaning of every status. Statuses are never merged: a law that was not asked is not shown as one that holds."""


FAILED: tuple[Status, ...] = ("breaks", "fixed", "refuses", "crashed", "timed out")


@dataclass(frozen=True)
class ConfirmedDeviation:
    """A recorded difference, and what its witness shows."""

    because: Annotated[str, Meta(description="Why it differs, in words.")]
    failure: Annotated[Failure, Meta(description="What its witness shows.")]
    shown: Annotated[int, Meta(description="In how many processes it showed.")] = 1
    of: Annotated[int, Meta(description="In how many it was tried; more than one where it shows sometimes.")] = 1

    @property
    def words(self) -> str:
        """Why it differs, and how often, where that is not always."""
        return self.because if self.always else f"{self.because} (wrong {self.shown} of {self.of} times)"

    @property
    def always(self) -> bool:
        return self.shown == self.of == 1


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
    undecided: Annotated[
        dict[str, int], Meta(description="Dtypes in which it decided none of its problems, and how many there were.")
    ] = field(default_factory=dict)
    unsupported: Annotated[int, Meta(description="Problems that the row left out, of what it claims.")] = 0
    helped: Annotated[
        tuple[str, ...], Meta(description="What the adapter does for its library, on problems that were asked.")
    ] = ()
    known: Annotated[
        tuple[ConfirmedDeviation, ...], Meta(description="Recorded differences, each proven by its witness.")
    ] = ()

    @classmethod
    def without_failures(cls, law: str, examples: int, undecided: str, known: tuple[ConfirmedDeviation, ...]) -> Self:
        """The verdict where no problem failed outside of the `known` deviations. `undecided` says why the law could not
        be asked, if there are no `examples`.
        """
        if known:
            because = "; ".join(difference.words for difference in known)
            always = any(difference.always for difference in known)
            return cls(law, "deviates" if always else "unstable", examples, summary=because, known=known)
        if not examples:
            return cls(law, "not claimed", summary=undecided)
        return cls(law, "conforms", examples)

    @property
    def failed(self) -> bool:
        return self.status in FAILED
