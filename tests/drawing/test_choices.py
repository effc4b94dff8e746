"""Choices: one recipe for a generator of random numbers and for Hypothesis, which simplifies what failed."""

from random import Random

from hypothesis import core, given

from spec.drawing.choices import Generator, Source, choose, simplest
from spec.drawing.strategies import simplified, strategy


def words(source: Source, longest: int = 6) -> tuple[str, ...]:
    """Some words, of which the first letter of the alphabet is the simplest."""
    return tuple(choose(source, "abcdefgh") for _ in range(choose(source, range(longest + 1))))


def test_a_seed_makes_the_same_choices_everywhere() -> None:
    source = Generator(Random("1 a law").random)
    assert words(source) == ("c", "d", "h", "g")
    assert source.made == [4, 2, 3, 7, 6]


def test_the_simplest_is_the_first_of_all_options() -> None:
    source = simplest()
    assert (words(source), source.made) == ((), [0])


@given(strategy(words, longest=3))
def test_a_recipe_is_a_strategy(found: tuple[str, ...]) -> None:
    assert len(found) <= 3
    assert set(found) <= set("abcdefgh")


def fails(found: tuple[str, ...]) -> bool:
    return len(found) > 2 and found[1] > "c"


def failing() -> Generator:
    """A source of which something failed."""
    random = Random(0)
    return next(source for source in iter(lambda: Generator(random.random), None) if fails(words(source)))


def test_what_failed_is_simplified_from_its_choices_in_the_same_way_every_time() -> None:
    for _ in range(3):
        tried: list[tuple[str, ...]] = []

        def fails_again(found: tuple[str, ...], tried: list[tuple[str, ...]] = tried) -> bool:
            tried.append(found)
            return fails(found)

        source = failing()
        assert simplified(words, source.made, fails_again) == ("a", "d", "a")
        assert fails(tried[0])
        assert len(tried) < 60


def test_what_does_not_fail_again_is_not_simplified() -> None:
    assert simplified(words, failing().made, lambda _: False) is None


def test_whoever_else_uses_hypothesis_is_not_disturbed() -> None:
    before = core.threadlocal._hypothesis_global_random
    simplified(words, failing().made, fails)
    assert core.threadlocal._hypothesis_global_random is before
