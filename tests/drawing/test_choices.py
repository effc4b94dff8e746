"""Choices: one recipe for a generator of random numbers and for Hypothesis."""

from random import Random

from hypothesis import given

from spec.drawing.choices import Generator, Source, choose, simplest
from spec.drawing.strategies import strategy


def words(source: Source, longest: int = 6) -> tuple[str, ...]:
    """Some words, of which the first letter of the alphabet is the simplest."""
    return tuple(choose(source, "abcdefgh") for _ in range(choose(source, range(longest + 1))))


def test_a_seed_makes_the_same_choices_everywhere() -> None:
    assert words(Generator(Random("1 a law").random)) == ("c", "d", "h", "g")


def test_the_simplest_is_the_first_of_all_options() -> None:
    assert words(simplest()) == ()


@given(strategy(words, longest=3))
def test_a_recipe_is_a_strategy(found: tuple[str, ...]) -> None:
    assert len(found) <= 3
    assert set(found) <= set("abcdefgh")
