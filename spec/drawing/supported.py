"""Problems that a row supports, where its `supports` leaves some out.

Most restrictions leave much, and to draw again is enough. Where they leave little, problems are drawn from a few that
were found once, with other numbers.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

from ..contract.claims import Claims
from ..contract.needs import uses
from ..operands.descriptor import Descriptor
from ..operands.fresh import outline_of
from .choices import Generator, Source, choose
from .values import SEEDS, with_values

Draw = Callable[[Source, Claims, frozenset[str]], Descriptor]
"""How a problem is drawn, whether it is supported or not."""

TRIES = 12
"""Problems that are drawn until one is supported, before one is taken of those that were found."""

FEW, SEARCHED = 100, 10_000
"""So many are found, among at most so many."""

SAMPLE = 1000
"""Problems that tell which share of all is supported."""


def supported(source: Source, claims: Claims, needs: frozenset[str], draw: Draw) -> Descriptor:
    """A problem that `claims` support; any problem where none is found."""
    for _ in range(TRIES):
        drawn = draw(source, claims, needs)
        if is_supported(claims, drawn):
            return drawn
    few = _found(claims, needs, draw)
    if not few:
        return drawn
    found = choose(source, few)
    other = with_values(source, claims, needs, found)
    return other if is_supported(claims, other) else replace(found, seed=choose(source, range(SEEDS)))


def is_supported(claims: Claims, problem: Descriptor) -> bool:
    """Whether the call that is made of `problem` is one that `claims` support."""
    return claims.unsupported(outline_of(problem, claims.name)) is None


@cache
def share(claims: Claims, draw: Draw) -> float:
    """The share of all problems that `claims` support."""
    if claims.supports is None:
        return 1.0
    random = Random("share")
    return (
        sum(is_supported(claims, draw(Generator(random.random), claims, frozenset())) for _ in range(SAMPLE)) / SAMPLE
    )


@cache
def _found(claims: Claims, needs: frozenset[str], draw: Draw) -> tuple[Descriptor, ...]:
    """A few problems that `claims` support and that use what `needs` name."""
    random = Random("few")
    found: list[Descriptor] = []
    for _ in range(SEARCHED):
        drawn = draw(Generator(random.random), claims, needs)
        if is_supported(claims, drawn) and uses(drawn, claims, needs):
            found.append(drawn)
        if len(found) == FEW:
            break
    return tuple(found)
