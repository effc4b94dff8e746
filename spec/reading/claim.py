"""TextbookClaim: something that the textbook says or asks, and what is to be thought of it."""

from collections.abc import Callable
from dataclasses import dataclass

from ..laws import LAWS
from ..laws.examples import EXAMPLES
from ..laws.law import Equation


@dataclass(frozen=True)
class TextbookClaim:
    """Something that the textbook says or asks, and what is to be thought of it."""

    section: str
    verdict: str
    decided_by: tuple[str, ...]
    """Names of laws, titles of worked examples, names of mutants."""
    witness: Callable[[], Equation]

    @property
    def id(self) -> str:
        return self.witness.__name__

    @property
    def text(self) -> str:
        return (self.witness.__doc__ or "").strip()

    @property
    def words(self) -> str:
        """The claim in one sentence."""
        return " ".join(self.text.partition("\n\n")[0].split())

    @property
    def why(self) -> str:
        """What is to be said about it."""
        return " ".join(self.text.partition("\n\n")[2].split())


HOLDS, FAILS = "holds", "does not hold"

CLAIMS: dict[str, TextbookClaim] = {}
"""Every claim by its id, in the order of the textbook."""


def claim(section: str, verdict: str, *decided_by: str) -> Callable[[Callable[[], Equation]], TextbookClaim]:
    """Enters a function as a claim. Its name is the claim's id, and its docstring the claim and why."""

    def enter(witness: Callable[[], Equation]) -> TextbookClaim:
        entered = TextbookClaim(section, verdict, decided_by, witness)
        CLAIMS[entered.id] = entered
        return entered

    return enter


def decisive(name: str) -> str | None:
    """What kind of thing `name` is, of those that stand in the specification itself."""
    if name in LAWS:
        return "law"
    return "example" if name in {example.title for example in EXAMPLES} else None
