"""The search for a problem on which an implementation breaks a law."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import chain
from random import Random
from typing import Literal

from hypothesis import settings

from .choices import Generator, Recipe, choose, simplest, simplified
from .descriptor import Descriptor
from .faults import invalid_problems, windowless_problems
from .implementation import Implementation
from .law import Law
from .layers import layer_problems
from .operation import Claims
from .problems import use, valid_problems
from .script import script
from .trial import Trial, trial

Effort = Literal["brief", "quick", "standard", "deep"]

EXAMPLES: dict[Effort, int] = {"brief": 9, "quick": 63, "standard": 315, "deep": 3150}
"""Problems that each law is asked about; times its share."""

POOLED: dict[Effort, int] = {"brief": 2, "quick": 9, "standard": 36, "deep": 144}
"""The same for an implementation that compiles: every new shape costs it a compilation."""

PASSES: dict[Effort, int] = {"brief": 1, "quick": 1, "standard": 4, "deep": 16}
"""How often a law about layers is asked about each of them."""

DRAWN = {"valid": valid_problems, "windowless": windowless_problems, "invalid": invalid_problems}
"""How each kind of problem is drawn."""

Observer = Callable[[Law, Descriptor], None]


@dataclass
class Search:
    """Looks for a problem on which `row` breaks `law`: what failed before first, then what `seed` draws.

    `asking` is called with every problem before the implementation sees it, `asked` with every problem that the law
    decided, up to the first failure. Unless `shrink`, the first failure is good enough.
    """

    row: Implementation
    law: Law
    effort: Effort
    seed: int
    asking: Observer | None = None
    asked: Observer | None = None
    shrink: bool = True
    deadly: Mapping[str, str] = field(default_factory=dict)
    """Problems over which a search has ended its process, and how: they are not tried again."""

    examples: int = 0
    """Problems that the law was asked about, up to the first failure."""
    undecided: str = "no problem to which the law applies"
    """Why the law could not be asked about others."""
    failures: list[Trial] = field(default_factory=list)
    _held: set[Descriptor] = field(default_factory=set)

    def run(self) -> Trial | None:
        """The simplest failure that was found, or None."""
        if not self._remembered_failure():
            self.look()
            if self.failures:
                remember(self.row.name, self.law.name, self.failures[-1].problem)
        return self.failures[-1] if self.failures else None

    def look(self) -> None:
        """Draws problems until one fails, or as many as the effort allows."""
        claims = self.row.operations[self.law.operation]
        if self.law.draws == "layer":
            self._try_layers(claims)
        else:
            self._search(claims)

    def _try_layers(self, claims: Claims) -> None:
        random = Random(f"{self.seed} {self.law.name}")
        passes = (layer_problems(claims, random) for _ in range(PASSES[self.effort]))
        any(map(self.fails, chain.from_iterable(passes)))

    def _search(self, claims: Claims) -> None:
        random = Random(f"{self.seed} {self.law.name}")
        anything: Recipe[Descriptor] = partial(DRAWN[self.law.draws], claims=claims, needs=self.law.needs)
        if self.row.compiles:
            budget = self.law.share * POOLED[self.effort]
            pool = _pool(claims, self.law.draws, self.seed, 6 * POOLED[self.effort])
            fitting = [descriptor for descriptor in pool if use(claims, descriptor, self.law.needs)]
            self._draw(partial(choose, options=fitting) if fitting else anything, budget, random)
            if self.failures and self.shrink:
                # What is in the pool does not shrink; what is found outside does.
                self._draw(anything, budget, random)
        else:
            self._draw(anything, self.law.share * EXAMPLES[self.effort], random)

    def trial(self, descriptor: Descriptor, *, deviations: bool = True) -> Trial:
        """What comes of one problem."""
        if how := self.deadly.get(str(descriptor)):
            return Trial("crashed", str(descriptor), how)
        if self.asking:
            self.asking(self.law, descriptor)
        return trial(self.row, self.law, descriptor, deviations=deviations)

    def script(self, descriptor: Descriptor, *, deadly: bool = False) -> str:
        """The program that shows a failure by itself (see `script`); none is made of what was not shrunk."""
        deadly = deadly or str(descriptor) in self.deadly
        if self.asking and not deadly:
            self.asking(self.law, descriptor)
        return script(self.row, self.law, descriptor, deadly=deadly) if self.shrink else ""

    def fails(self, descriptor: Descriptor) -> bool:
        """Whether the law is broken on this problem, which is counted."""
        if descriptor in self._held:
            return False
        result = self.trial(descriptor)
        if result.outcome == "undecided":
            self.undecided = result.summary.removeprefix("not claimed: ")
            return False
        if not self.failures:
            self.examples += 1
            if self.asked:
                self.asked(self.law, descriptor)
        if result.failed:
            self.failures.append(result)
        else:
            self._held.add(descriptor)
        return result.failed

    def _draw(self, recipe: Recipe[Descriptor], budget: int, random: Random) -> None:
        """Asks about `budget` problems, the simplest first, until one fails, and then about simpler ones."""
        sources = chain([simplest()], (Generator(random.random) for _ in range(budget - 1)))
        failing = next((source for source in sources if self.fails(recipe(source))), None)
        if failing and self.shrink and failing.made:
            first = self.failures[-1]
            if simplified(recipe, failing.made, self.fails) is None:
                self.failures.append(replace(first, summary=f"{first.summary}; not again on the same problem"))

    def _remembered_failure(self) -> bool:
        if not (database := _default().database):
            return False
        key = _key(self.row.name, self.law.name)
        for value in sorted(database.fetch(key)):
            try:
                descriptor = Descriptor.parse(value.decode())
            except ValueError:
                descriptor = None  # written by another version
            if descriptor and self.fails(descriptor):
                return True
            database.delete(key, value)
        return False


@dataclass
class _Listing(Search):
    """A search to which no problem is a failure, and which calls nothing."""

    listed: dict[Descriptor, None] = field(default_factory=dict)

    def fails(self, descriptor: Descriptor) -> bool:
        self.listed[descriptor] = None
        return False


def drawn(row: Implementation, law: Law, effort: Effort, seed: int) -> tuple[Descriptor, ...]:
    """The problems that a search which finds nothing asks `law` about, in order, each once."""
    listing = _Listing(row, law, effort, seed)
    listing.look()
    return tuple(listing.listed)


def remember(row: str, law: str, problem: str) -> None:
    """Keeps the descriptor of a failure, which the next run tries first.

    Hypothesis forgets the failures of seeded runs, so they lie in its database as what they are.
    """
    if database := _default().database:
        database.save(_key(row, law), problem.encode())


def _key(row: str, law: str) -> bytes:
    return f"corrspec {row} {law}".encode()


@cache
def _pool(claims: Claims, draws: str, seed: int, size: int) -> tuple[Descriptor, ...]:
    """Problems that all laws share, so that each of their shapes is compiled once."""
    random = Random(f"{seed} pool")
    drawn = (DRAWN[draws](Generator(random.random), claims) for _ in range(size))
    return tuple({str(descriptor): descriptor for descriptor in drawn}.values())


def _default() -> settings:
    default = settings.default
    assert default is not None
    return default
