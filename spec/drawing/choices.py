"""Choices: what every drawn problem is made of. Each is one of some options, of which the first is the simplest.

A recipe, which is a function that draws a problem, asks a *source* for its choices. A plain generator of random
numbers is one, and makes thousands of problems a second. Hypothesis is another (see `strategies`).
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Source(Protocol):
    """Where choices come from."""

    def below(self, count: int) -> int:
        """A number from 0 to `count` - 1, the lower the simpler."""


class Generator:
    """Choices from random numbers of at least 0 and less than 1."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random

    def below(self, count: int) -> int:
        return int(self._random() * count)


def simplest() -> Generator:
    """The simplest of all options, always."""
    return Generator(lambda: 0.0)


Recipe = Callable[[Source], T]
"""How something is drawn."""


def choose(source: Source, options: Sequence[T]) -> T:
    """One of `options`, of which the first is the simplest."""
    return options[source.below(len(options))]
