"""What fails is made simpler, in steps that keep a problem whole."""

from collections.abc import Callable

import pytest
from hypothesis import given

import impls
from spec import Descriptor
from spec.drawing.invalid import invalid_problems
from spec.drawing.simpler import ALLOWANCE, TRIES, simplified
from spec.drawing.strategies import strategy
from spec.drawing.valid import valid_problems

ROW = impls.load("definition").operations["correlate"]

SIMPLEST = "1x1x1 * 1x1x1 float32 ones"


def fails_by(fails: Callable[[Descriptor], bool], problem: str) -> str:
    """The descriptor that is left of one that fails, of valid problems with a window."""

    def fails_and_is_valid(candidate: Descriptor) -> bool:
        outline = candidate.outline()
        return not outline.invalidity() and min(outline.output_size) > 0 and fails(candidate)

    return str(simplified(Descriptor.parse(problem), fails_and_is_valid))


@given(strategy(valid_problems, ROW))
def test_what_always_fails_ends_at_the_simplest_of_all(problem: Descriptor) -> None:
    assert fails_by(lambda _: True, str(problem)) == SIMPLEST


@given(strategy(invalid_problems, ROW))
def test_what_is_invalid_is_made_simpler_too(problem: Descriptor) -> None:
    found = simplified(problem, lambda candidate: candidate.outline().invalidity() is not None)
    assert found.elements <= problem.elements


@pytest.mark.parametrize(
    ("problem", "fails", "left"),
    [
        ("5x8x6x3 * 4x8x3x2 s1,2 d1,2 seeded:7", lambda p: p.dilation[-1] == 2, "1x1x1 * 1x1x1 d2 float32 ones"),
        ("2x12x9 * 6x4x3 g3 b6 int32 wide:3", lambda p: p.groups > 1, "1x2x1 * 2x1x1 g2 float32 ones"),
        ("2x12x9 * 6x4x3 g3 b6 int32", lambda p: p.bias == 6, "1x1x1 * 6x1x1 b6 float32 ones"),
        ("1x40x9 * 6x40x3 float64", lambda p: p.input_shape[1] >= 17, "1x17x1 * 1x17x1 float32 ones"),
        ("1x1x30x70 * 1x1x3x3 p1-1,1-1", lambda p: p.input_shape[-1] > 64, "1x1x65 * 1x1x1 float32 ones"),
        (
            "1x1x8x8 * 1x1x3x3 psame_lower",
            lambda p: p.padding == "same_lower",
            "1x1x1 * 1x1x1 psame_lower float32 ones",
        ),
        ("1x1x8x9 * 1x1x3x5 p2-3,1-4", lambda p: p.padding[-1][1] > 1, "1x1x1 * 1x1x1 p0-2 float32 ones"),
        ("1x1x8 * 1x1x3 input:fortran weight:fortran axis=3 cut=1", lambda p: len(p.chosen) == 1, None),
    ],
)
def test_what_does_not_matter_goes(problem: str, fails: Callable[[Descriptor], bool], left: str | None) -> None:
    assert fails_by(fails, problem) == (left or "1x1x1 * 1x1x1 float32 ones cut=1")


def test_a_layer_at_full_size_is_made_small() -> None:
    layer = "4x144x56x56 * 144x1x3x3 p1-1,1-1 g144 float32 seeded:3"
    assert fails_by(lambda p: p.groups > 1 and p.weight_shape[-1] == 3, layer) == "1x2x3 * 2x1x3 g2 float32 ones"


def test_operands_that_do_not_fit_stay_so() -> None:
    problem = Descriptor.parse("3x4x5x6 * 7x3x2x2 b6")
    left = simplified(problem, lambda candidate: candidate.input_shape[1] != candidate.weight_shape[1])
    assert left.input_shape[1] != left.weight_shape[1]
    assert left.rank == 1


def test_no_more_is_tried_than_is_allowed() -> None:
    tried: list[Descriptor] = []

    def holds(candidate: Descriptor) -> bool:
        tried.append(candidate)
        return False

    problem = Descriptor.parse("64x512x512x512 * 512x512x7x7")
    assert simplified(problem, holds) == problem
    assert len(set(tried)) == len(tried) <= TRIES
    assert ALLOWANCE > 1
