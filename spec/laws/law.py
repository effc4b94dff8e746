"""What a law is: a documented function that returns both sides of an equation, and the registry of all of them."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import dedent
from typing import Any, Literal, get_args

import numpy as np

from ..contract.claims import Claims
from ..contract.implementation import Implementation
from ..contract.needs import NEEDS
from ..contract.operations import OPERATIONS, OperationName
from ..contract.outcomes import NotClaimed, Rejection
from ..contract.subject import Subject
from ..definition.problem import Problem
from ..operands.descriptor import Choice, Descriptor

Options = Sequence[Choice] | Callable[..., Sequence[Choice]]
"""What a law can choose from, the simplest first, or a function that returns this. The function's parameters name what
it depends on: `given` is the problem, `claims` the claims of the operation, and any other an earlier choice."""


Part = np.ndarray[Any, Any] | np.generic | float | Rejection
"""An array, a number, or the outcome of a call that was refused."""

Side = Part | tuple[Part, ...]
"""One side of an equation: one part, or several, each compared with its counterpart."""


Bound = np.ndarray[Any, Any] | float | tuple[np.ndarray[Any, Any] | float, ...]
"""By how much two sides may differ: one bound for all elements or one for each; one for all parts or one for each."""

Draws = Literal["valid", "windowless", "invalid", "layer"]

DRAWS: tuple[Draws, ...] = get_args(Draws)
"""The problems that a law is asked about: those with windows, those where none fits, those that must be refused, and
layers at full size."""


@dataclass(frozen=True)
class Equation:
    """Two sides that must be equal: in shape, and element by element.

    Where sums are rounded, `within` is by how much theory allows the elements to differ, in the form of the sides.
    """

    left: Side
    right: Side
    within: Bound = 0

    @property
    def lefts(self) -> tuple[Part, ...]:
        """The left side, part by part."""
        return self.left if isinstance(self.left, tuple) else (self.left,)

    @property
    def rights(self) -> tuple[Part, ...]:
        """The right side, part by part."""
        return self.right if isinstance(self.right, tuple) else (self.right,)


@dataclass(frozen=True)
class Law:
    """A law of cross-correlation."""

    statement: Callable[..., Equation]
    needs: frozenset[str]
    draws: Draws
    budget: float
    """The number of problems that it is asked about, as a multiple of the usual number."""
    operation: OperationName
    """The operation that it is about; problems are drawn from what is claimed of it."""
    values: bool
    """Whether it compares the returned values, and so would notice zeros in their place."""
    options: Mapping[str, Options]
    """The choices that it makes itself: the keywords of its statement, each with its options. A choice is drawn with
    the problem, and is part of its descriptor."""
    apart: Callable[[Descriptor], str]
    """The kind of a problem: failures on problems of different kinds are different findings."""

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
    def equation(self) -> str:
        """The law as an equation, in one line or a few. Its two sides are compared."""
        return next((dedent(part) for part in self.text.split("\n\n") if part.startswith(" ")), "")

    @property
    def words(self) -> str:
        """The law in one sentence."""
        return " ".join(self.text.partition("\n\n")[0].split())

    def problems(self, usual: int) -> int:
        """About how many problems it is asked, where it is `usual` for a law."""
        return max(1, round(self.budget * usual))

    def unmet(self, implementation: Implementation) -> str | None:
        """The first thing that the law needs and the implementation does not claim, or None."""
        claims = implementation.operations.get(self.operation)
        if claims is None:
            return self.operation
        return next((need for need in sorted(self.needs) if not NEEDS[need].claimed(implementation, claims)), None)

    def __call__(self, subject: Subject, descriptor: Descriptor) -> Equation:
        """Both sides. Raises what the subject raises, NotClaimed where there is nothing to choose from, and ValueError
        where the descriptor holds a choice that is not among the law's options.
        """
        problem, claims = descriptor.problem(), subject.claims(self.operation)
        return self.statement(subject, problem, **self.chosen(descriptor, problem, claims))

    def chosen(self, descriptor: Descriptor, given: Problem, claims: Claims) -> dict[str, Choice]:
        """The law's choices for `given`, which `descriptor` describes: those written there, else the first options."""
        written, made = dict(descriptor.chosen), dict[str, Choice]()
        if unknown := written.keys() - self.options.keys():
            known = f"chooses {', '.join(self.options)}" if self.options else "chooses nothing"
            raise ValueError(f"{self.name} {known}, and not {min(unknown)}")
        for name in self.options:
            options = self.options_of(name, given, claims, made)
            if not options:
                raise NotClaimed(f"a choice of {name}")
            choice = written.get(name, options[0])
            made[name] = choice if choice in options else (choice,)  # type: ignore[assignment]
            if made[name] not in options:
                some = ", ".join(map(str, options[:9])) + (", …" if len(options) > 9 else "")
                raise ValueError(f"{name} is {choice}; {self.name} chooses {some}")
        return made

    def options_of(self, name: str, given: Problem, claims: Claims, made: dict[str, Choice]) -> Sequence[Choice]:
        options = self.options[name]
        if not callable(options):
            return options
        known = {"given": given, "claims": claims, **made}
        return options(**{word: known[word] for word in _words_of(options)})


@cache
def _words_of(options: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(options).parameters)


def _kind_by(apart: str | Callable[[Problem], str]) -> Callable[[Descriptor], str]:
    if callable(apart):
        return lambda descriptor: apart(descriptor.outline())
    return lambda descriptor: str(dict(descriptor.chosen).get(apart, ""))


LAWS: dict[str, Law] = {}
"""Every law by name, in reading order."""


def law(
    *,
    operation: OperationName = "correlate",
    needs: Collection[str] = (),
    draws: Draws = "valid",
    budget: float = 1,
    values: bool = True,
    apart: str | Callable[[Problem], str] = "",
    **options: Options,
) -> Callable[[Callable[..., Equation]], Law]:
    """Enters a function into the registry.

    `operation` (from `OPERATIONS`) is what the law is about: it is asked of implementations that offer this operation.
    `needs` (from `NEEDS`) names what else the law needs; problems are drawn so that they use it. `draws` (from
    `DRAWS`) is the kind of problem that the law is asked about. A law is asked about `budget` times as many problems as
    others; a law about layers is asked about all small layers, and half of the large ones. `values` is false for a law
    about shapes, dtypes, memory or conduct alone. A choice that the law makes itself, such as an axis, is a keyword of
    the function and of the decorator, where it has its `options`. `apart` is the name of a choice, or a function of the
    problem: failures for which it differs are different findings.
    """

    def enter(statement: Callable[..., Equation]) -> Law:
        wanted = frozenset({needs} if isinstance(needs, str) else needs)
        if unknown := wanted - set(NEEDS):
            raise ValueError(f"{statement.__name__} needs {sorted(unknown)}; known are {', '.join(NEEDS)}")
        if operation not in OPERATIONS:
            raise ValueError(f"{statement.__name__} is about {operation!r}; known are {', '.join(OPERATIONS)}")
        if draws not in DRAWS:
            raise ValueError(f"{statement.__name__} draws {draws!r}; known are {', '.join(DRAWS)}")
        if statement.__name__ in LAWS:
            raise ValueError(f"two laws are called {statement.__name__}")
        keywords = [one for one in inspect.signature(statement).parameters.values() if one.kind is one.KEYWORD_ONLY]
        if [one.name for one in keywords] != list(options):
            raise ValueError(f"{statement.__name__} names {keywords}, and its decorator {list(options)}")
        entered = Law(statement, wanted, draws, budget, operation, values, options, _kind_by(apart))
        LAWS[entered.name] = entered
        return entered

    return enter
