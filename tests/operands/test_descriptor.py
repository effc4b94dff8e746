"""Descriptors: a problem in one line."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import impls
from spec import Descriptor
from spec.drawing.kinds import DRAWN
from spec.drawing.strategies import strategy
from spec.drawing.valid import valid_problems
from spec.operands.fresh import fresh_operand
from spec.operands.numbers import filled

ROW = impls.load("definition").operations["correlate"]


@given(st.one_of(strategy(recipe, ROW) for recipe in DRAWN.values()))
def test_a_descriptor_parses_back(descriptor: Descriptor) -> None:
    again = Descriptor.parse(str(descriptor))
    # Where nothing is random, the seed is not written.
    assert again == (descriptor if descriptor.fill in ("seeded", "wide") else replace(descriptor, seed=0))
    assert str(again) == str(descriptor)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_problem_has_as_many_axes_as_its_shapes_have_beyond_two(rank: int) -> None:
    assert Descriptor.parse(f"1x1{'x2' * rank} * 1x1{'x1' * rank}").rank == rank


def test_choices_are_numbers_words_or_lists_of_numbers() -> None:
    text = "1x1x2 * 1x1x1 float64 ones axis=1 tap=0,2 kind=no_taps wrong=-3"
    descriptor = Descriptor.parse(text)
    assert descriptor.chosen == (("axis", 1), ("tap", (0, 2)), ("kind", "no_taps"), ("wrong", -3))
    assert str(descriptor) == text


@pytest.mark.parametrize("word", ["s0", "s-2", "d0", "d-1", "g0", "g-3", "p-1-0", "p0--2"])
def test_numbers_that_mean_nothing_are_written_too(word: str) -> None:
    text = f"1x1x4 * 1x1x2 {word} float64 ones"
    assert str(Descriptor.parse(text)) == text


def test_an_outline_has_the_shapes_and_no_numbers() -> None:
    outline = Descriptor.parse("2x6x9 * 4x3x2 g2 b4 int32 seeded:3").outline()
    assert outline.bias is not None
    assert [array.shape for array in (outline.input, outline.weight, outline.bias)] == [(2, 6, 9), (4, 3, 2), (4,)]
    assert not outline.input.any()
    assert Descriptor.parse("1x1x1 * 1x1x1").outline().bias is None


def test_a_seed_that_is_left_out_is_zero() -> None:
    assert Descriptor.parse("1x1x1 * 1x1x1 seeded") == Descriptor.parse("1x1x1 * 1x1x1 seeded:0")
    assert Descriptor.parse("1x1x1 * 1x1x1").seed == 0


def test_numbers_are_so_small_that_a_sum_over_a_group_and_its_taps_is_exact() -> None:
    weight = Descriptor.parse("2x50x9 * 30x50x3 float32 wide:1").problem().weight
    assert np.array_equal(weight, filled("wide", 1, "weight", (30, 50, 3), "float32", 50 * 3))


def test_a_descriptor_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Descriptor.parse("1x1x1 * 1x1x1").groups = 2  # type: ignore[misc]


def test_elements_are_those_of_both_operands() -> None:
    assert Descriptor.parse("2x3x4 * 5x3x2").elements == 24 + 30


@given(strategy(valid_problems, ROW))
def test_a_descriptor_makes_the_same_problem_twice(descriptor: Descriptor) -> None:
    one, other = descriptor.problem(), Descriptor.parse(str(descriptor)).problem()
    assert np.array_equal(one.input, other.input)
    assert one.input.strides == other.input.strides
    assert np.array_equal(one.weight, other.weight)
    assert np.array_equal(fresh_operand(one, "input"), fresh_operand(other, "input"))


def test_a_descriptor_leaves_its_defaults_out() -> None:
    assert str(Descriptor.parse("1x1x6x8 * 1x1x1x2 s1,1 p0-0,0-0 d1,1 g1 zero input:contiguous")) == (
        "1x1x6x8 * 1x1x1x2 float64 ones"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1x1x6x8", "two shapes"),
        ("1x1 * 1x1", "at least one spatial axis"),
        ("1x1 * 1x1x1", "at least one spatial axis"),
        ("1x1x1 * 1x1", "at least one spatial axis"),
        ("1x1x4 * 1x1x2 q7", "'q7' is not a stride"),
        ("1x1x4 * 1x1x2 psame", "'psame' is not"),
        ("1x1x4 * 1x1x2 input:diagonal", "no memory layout is called 'diagonal'"),
    ],
)
def test_an_unreadable_descriptor_is_refused_by_the_word(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Descriptor.parse(text)
