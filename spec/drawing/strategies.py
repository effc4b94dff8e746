"""Strategies: Hypothesis as a source of choices. A recipe is then a strategy for `@given`, and a problem that was found
with plain random numbers is simplified from the very choices that it was made of.

To import Hypothesis takes as long as to import all of the specification, so the search does it only where something
fails, or failed before.
"""

from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Concatenate, ParamSpec, TypeVar

from hypothesis import Phase, core, find, settings
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase, choices_to_bytes
from hypothesis.errors import Flaky, NoSuchExample, Unsatisfiable

from .choices import Recipe, Source

T = TypeVar("T")
P = ParamSpec("P")

_OFFSET = 7_318_264_519
"""Hypothesis mixes into its integers those that it finds in the source of loaded modules. No source holds numbers of
this size, so what it does depends on its seed alone and not on what is installed beside it."""


class _Hypothesis:
    """Choices that Hypothesis makes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def below(self, count: int) -> int:
        return self._draw(_number_below(count)) - _OFFSET


@cache
def _number_below(count: int) -> st.SearchStrategy[int]:
    """Made once, since to make a strategy takes longer than to draw from it."""
    return st.integers(_OFFSET, _OFFSET + count - 1)


@st.composite
def strategy(
    draw: st.DrawFn, /, recipe: Callable[Concatenate[Source, P], T], *arguments: P.args, **keywords: P.kwargs
) -> T:
    """What `recipe` draws, given these arguments, as a strategy of Hypothesis."""
    return recipe(_Hypothesis(draw), *arguments, **keywords)


def simplified(recipe: Recipe[T], made: Sequence[int], fails: Callable[[T], bool]) -> T | None:
    """The simplest that Hypothesis finds, of what `recipe` draws and that `fails`, starting from the choices `made`.

    None where what was made does not fail this time.
    """
    key, database = b"made", InMemoryExampleDatabase()
    # Kept in second place: what is in the first Hypothesis takes for simplified already.
    database.save(key + b".secondary", choices_to_bytes([_OFFSET + choice for choice in made]))
    only = settings(database=database, deadline=None, derandomize=False, phases=(Phase.reuse, Phase.shrink))
    # Given a seed, Hypothesis looks into no database; without one, what it tries at random comes from here.
    before = core.threadlocal._hypothesis_global_random
    core.threadlocal._hypothesis_global_random = Random(0)
    try:
        return find(strategy(recipe), fails, settings=only, database_key=key)
    except (NoSuchExample, Unsatisfiable, Flaky):
        return None
    finally:
        core.threadlocal._hypothesis_global_random = before
