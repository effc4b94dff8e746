"""What a law is: a documented function that returns both sides of an equation, and the registry of all of them."""

import inspect
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from .geometry import PADDINGS
from .implementation import Implementation
from .problem import Problem
from .subject import Subject

Side = Any
"""An array, a tuple of arrays, or the outcome of an attempt."""

NEEDS = {
    "bias": "claims a bias",
    "stride": "claims strides",
    "padding": "claims a padding",
    "boundary": "claims a boundary other than zeros",
    "dilation": "claims dilations",
    "groups": "claims groups",
    "named": "takes a padding by name",
    "batched": "takes batches, channels and filters",
    "convolve": "offers a convolution too",
    "direct": "adds products up directly, in any order",
    "float": "has a real floating dtype",
    "axes": "has two spatial axes or more",
    "next rank": "has a rank and the rank above it",
}
"""What a law can ask of an implementation, and each said of one that has it."""

DRAWS = ("valid", "windowless", "invalid")
"""The problems that a law is asked about: those with windows, those where none fits, those that must be refused."""


@dataclass(frozen=True)
class Equation:
    """Two sides that must be equal: in shape, and element by element."""

    left: Side
    right: Side


@dataclass(frozen=True)
class Law:
    """A law of cross-correlation."""

    statement: Callable[[Subject, Problem], Equation]
    needs: frozenset[str]
    draws: str
    thorough: bool

    @property
    def name(self) -> str:
        """The law's permanent identifier, a claim in the present tense."""
        return self.statement.__name__

    @property
    def chapter(self) -> str:
        """The file that it stands in."""
        return self.statement.__module__.rpartition(".")[2]

    @property
    def text(self) -> str:
        """The law as written: in words, as an equation, why, and what it catches."""
        return inspect.getdoc(self.statement) or ""

    @property
    def words(self) -> str:
        """The law in one sentence."""
        return " ".join(self.text.partition("\n\n")[0].split())

    def unmet(self, implementation: Implementation) -> str | None:
        """The first thing that the law needs and the implementation does not claim, or None."""
        return next((need for need in sorted(self.needs) if not has(implementation, need)), None)

    def __call__(self, subject: Subject, problem: Problem) -> Equation:
        return self.statement(subject, problem)


def has(implementation: Implementation, need: str) -> bool:
    """Whether `implementation` claims what `need` stands for."""
    features = implementation.features
    if need == "named":
        return bool(implementation.forms & set(PADDINGS))
    if need == "boundary":
        return need in features and set(implementation.boundaries) != {"zero"}
    if need == "batched":
        return implementation.batched
    if need == "convolve":
        return implementation.convolve is not None
    if need == "direct":
        return implementation.rounding == "direct"
    if need == "float":
        return any(dtype.startswith("float") for dtype in implementation.dtypes)
    if need == "axes":
        return max(implementation.ranks) > 1
    if need == "next rank":
        return any(rank + 1 in implementation.ranks for rank in implementation.ranks)
    return need in features


LAWS: dict[str, Law] = {}
"""Every law by name, in reading order."""


def law(
    *, needs: Collection[str] = (), draws: str = "valid", thorough: bool = False
) -> Callable[[Callable[[Subject, Problem], Equation]], Law]:
    """Enters a function into the registry.

    `needs` names what the law asks of an implementation (from `NEEDS`); problems are then drawn so that the feature
    is used. `draws` says which kind of problem it is asked about (from `DRAWS`). A `thorough` law is asked
    about four times as many problems as others are.
    """

    def enter(statement: Callable[[Subject, Problem], Equation]) -> Law:
        wanted = frozenset({needs} if isinstance(needs, str) else needs)
        if unknown := wanted - set(NEEDS):
            raise ValueError(f"{statement.__name__} needs {sorted(unknown)}; known are {', '.join(NEEDS)}")
        if draws not in DRAWS:
            raise ValueError(f"{statement.__name__} draws {draws!r}; known are {', '.join(DRAWS)}")
        if statement.__name__ in LAWS:
            raise ValueError(f"two laws are called {statement.__name__}")
        entered = Law(statement, wanted, draws, thorough)
        LAWS[entered.name] = entered
        return entered

    return enter
