"""Descriptors: a problem in one line."""

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

ROW = impls.load("definition").operations["correlate"]


@given(st.one_of(strategy(recipe, ROW) for recipe in DRAWN.values()))
def test_a_descriptor_parses_back(descriptor: Descriptor) -> None:
    again = Descriptor.parse(str(descriptor))
    assert again == descriptor or descriptor.fill not in ("seeded", "wide")
    assert str(again) == str(descriptor)


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
        ("1x1x4 * 1x1x2 q7", "'q7' is not a stride"),
        ("1x1x4 * 1x1x2 psame", "'psame' is not"),
        ("1x1x4 * 1x1x2 input:diagonal", "no memory layout is called 'diagonal'"),
    ],
)
def test_an_unreadable_descriptor_is_refused_by_the_word(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Descriptor.parse(text)
