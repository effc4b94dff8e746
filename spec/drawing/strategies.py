"""Strategies: Hypothesis as a source of choices, which makes a strategy for `@given` of every recipe."""

from collections.abc import Callable
from functools import cache
from typing import Concatenate, ParamSpec, TypeVar

from hypothesis import strategies as st

from .choices import Source

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
