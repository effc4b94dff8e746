"""Recipes and the frontier: each is drawn, for every row that can take it."""

from collections.abc import Callable
from random import Random

import pytest

import impls
from spec import Descriptor
from spec.drawing.choices import Generator
from spec.drawing.frontier import BLOCKS
from spec.drawing.layers import multiplications
from spec.drawing.plan import UNEVEN
from spec.drawing.recipes import PARAMETERS, RECIPES
from spec.drawing.valid import MAX_MULTIPLICATIONS, valid_problems

ROW = impls.load("im2col").operations["correlate"]


@pytest.fixture(scope="module")
def drawn() -> list[Descriptor]:
    """As many valid problems as a quick run of a row asks about."""
    random = Random(0)
    return [valid_problems(Generator(random.random), ROW) for _ in range(9000)]


LARGE: dict[str, Callable[[Descriptor], int]] = {
    "width": lambda p: p.outline().output_size[-1],
    "height": lambda p: p.outline().output_size[-2] if p.rank > 1 else 0,
    "depth": lambda p: p.outline().output_size[0] if p.rank > 2 else 0,
    "taps": lambda p: max(p.weight_shape[2:]),
    "groups": lambda p: p.groups,
    "channels of a group": lambda p: p.weight_shape[1],
    "filters of a group": lambda p: p.weight_shape[0] // p.groups,
    "items": lambda p: p.input_shape[0],
    "terms": lambda p: p.outline().terms,
}


@pytest.mark.parametrize("tile", sorted(set(BLOCKS)))
@pytest.mark.parametrize("what", LARGE)
def test_what_a_tile_leaves_over_is_drawn(what: str, tile: int, drawn: list[Descriptor]) -> None:
    beyond = [number for number in map(LARGE[what], drawn) if number > tile and number % tile]
    assert len(beyond) >= 3


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_has_a_window_for_each_of_its_ranks(name: str) -> None:
    plan, source = RECIPES[name], Generator(Random(0).random)
    assert {len(plan.kernel(source, rank)) for rank in plan.ranks} == set(plan.ranks)
    assert all(hasattr(UNEVEN, parameter) for parameter in PARAMETERS)


@pytest.mark.parametrize(
    ("what", "is_it"),
    [
        ("a stem", lambda p: p.weight_shape[1:] == (3, 7, 7) and set(p.stride) == {2} and set(p.padding) == {(3, 3)}),
        (
            "Winograd's corner",
            lambda p: (
                p.weight_shape[2:] == (3, 3)
                and set(p.stride) == set(p.dilation) == {1}
                and set(p.padding) == {(1, 1)}
                and p.weight_shape[1] > 3
                and all(n % 2 for n in p.outline().output_size)
            ),
        ),
        (
            "a (3, 2) kernel",
            lambda p: p.weight_shape[2:] == (3, 2) and p.stride == (2, 2) and set(p.padding) == {(1, 1)},
        ),
        ("a wide dilation", lambda p: p.dilation == (36, 36)),
        ("128 taps in groups", lambda p: p.weight_shape[2:] == (128,) and p.groups > 1),
        (
            "an upsampling layer",
            lambda p: p.weight_shape[2:] == (4, 4) and p.stride == (2, 2) and set(p.padding) == {(1, 1)},
        ),
    ],
)
def test_what_everybody_writes_is_drawn(
    what: str, is_it: Callable[[Descriptor], bool], drawn: list[Descriptor]
) -> None:
    assert sum(map(is_it, drawn)) >= 3, what


def test_a_loop_can_handle_all_of_them(drawn: list[Descriptor]) -> None:
    assert max(multiplications(problem.outline()) for problem in drawn) <= MAX_MULTIPLICATIONS
