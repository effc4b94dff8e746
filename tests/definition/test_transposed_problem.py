"""The transposed problem: its sizes, what is wrong with it, and the way back from a correlation."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import impls
from spec import Descriptor, Problem, TransposedProblem, definition
from spec.drawing.strategies import strategy
from spec.drawing.valid import valid_problems
from spec.laws.theory.matrices import toeplitz
from spec.operands.fresh import fresh_cotangent, fresh_output, nonempty, way_back

ROW = impls.load("definition").operations["transposed"]
X, W = np.ones((1, 2, 4, 3)), np.ones((2, 3, 2, 3))


@given(strategy(valid_problems, ROW))
def test_the_way_back_leads_to_the_shape_that_was_left(descriptor: Descriptor) -> None:
    problem = descriptor.problem()
    back = way_back(problem)
    assert back.invalidity() is None
    if problem.padding not in ("same_upper", "same_lower"):
        assert back.output_shape == problem.input.shape
    assert back.forward(fresh_output(back, "x")).output_shape == back.input.shape


@given(strategy(valid_problems, ROW))
def test_the_transposed_correlation_is_the_transposed_matrix(descriptor: Descriptor) -> None:
    back = replace(way_back(nonempty(descriptor.problem().first_group())), bias=None)
    matrix = toeplitz(back.forward(fresh_output(back, "x")))
    flat = back.input.reshape(len(back.input), -1)
    assert np.array_equal(definition.transposed(back), (flat @ matrix).reshape(back.output_shape))


@given(strategy(valid_problems, impls.load("definition").operations["gradients"]))
def test_gradients_sum_without_rounding(descriptor: Descriptor) -> None:
    problem = descriptor.problem()
    cotangent = fresh_cotangent(problem)
    narrow = definition.gradients(problem, cotangent)
    wide = replace(problem, input=problem.input.astype("float64"), weight=problem.weight.astype("float64"))
    for one, other in zip(narrow, definition.gradients(wide, cotangent.astype("float64")), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"output_padding": (2, 0)}, r"output_padding \(2, 0\) must be at least 0 and less than"),
        ({"output_padding": (-1, 0)}, r"output_padding \(-1, 0\)"),
        ({"output_padding": (3, 0)}, r"output_padding \(3, 0\) must be at least 0 and less than"),
        ({"output_padding": (0,)}, "output_padding has 1 entries for 2 spatial axes"),
        ({"output_padding": (0, 0, 0)}, "output_padding has 3 entries for 2 spatial axes"),
        ({"padding": ((5, 5), (0, 0))}, "leaves an output of size"),
        ({"padding": ((4, 4), (0, 0))}, r"leaves an output of size \(0, 5\)"),
        ({"padding": -1}, "must not be negative"),
        ({"groups": 3}, "2 channels cannot be split into 3 groups"),
        ({"weight": np.ones((4, 3, 2, 3))}, "a weight for 4 channels does not fit 2 channels"),
        ({"weight": np.ones((1, 3, 2, 3))}, "a weight for 1 channels does not fit 2 channels"),
        ({"weight": np.ones((2, 3, 2, 0))}, "has no taps"),
        ({"bias": np.ones(4)}, r"a bias of shape \(4,\) does not fit 3 filters"),
        ({"bias": np.ones(2)}, r"a bias of shape \(2,\) does not fit 3 filters"),
        ({"stride": (0, 1)}, "must be at least 1"),
    ],
)
def test_what_is_wrong_with_a_transposed_problem_is_said(changes: dict[str, Any], words: str) -> None:
    problem = replace(TransposedProblem(X, W, stride=(2, 1)), **changes)
    with pytest.raises(ValueError, match=words):
        definition.transposed(problem)


@pytest.mark.parametrize(
    ("padding", "kernel", "stride", "size"),
    [
        ("same_upper", 3, 2, 8),
        ("same_lower", 2, 3, 12),
        ("same_upper", 1, 3, 12),
        ("valid", 3, 2, 9),
        ("full", 3, 2, 5),
        ("same_upper", 5, 3, 12),
    ],
)
def test_a_name_says_how_long_the_output_is(padding: str, kernel: int, stride: int, size: int) -> None:
    problem = TransposedProblem(np.ones((1, 1, 4)), np.ones((1, 1, kernel)), stride=stride, padding=padding)
    assert problem.output_size == (size,)
    assert definition.transposed(problem).shape == problem.output_shape


def test_same_knows_the_size_of_the_output() -> None:
    assert TransposedProblem(np.ones((1, 1, 5)), np.ones((1, 1, 5)), stride=3, padding="same_upper").output_size == (
        15,
    )


def test_channels_may_be_many() -> None:
    assert TransposedProblem(np.ones((1, 300, 1)), np.ones((300, 1, 1))).invalidity() is None
    assert Problem(np.ones((1, 600, 1)), np.ones((2, 300, 1)), groups=2).invalidity() is None


def test_same_and_an_output_padding_add_up() -> None:
    problem = TransposedProblem(
        np.ones((1, 1, 4)), np.ones((1, 1, 2)), stride=3, padding="same_upper", output_padding=1
    )
    assert problem.output_paddings == (2,)
    assert problem.output_size == (13,)


def test_transposed_problems_are_themselves_alone() -> None:
    problem = TransposedProblem(X, W)
    assert len({problem, replace(problem)}) == 2


def test_a_stamp_is_not_turned_round() -> None:
    one = TransposedProblem(np.array([[[1, 0, 10]]]), np.array([[[1, 2]]]), stride=2)
    assert definition.transposed(one).tolist() == [[[1, 2, 0, 0, 10, 20]]]
    assert definition.transposed(replace(one, output_padding=1)).tolist() == [[[1, 2, 0, 0, 10, 20, 0]]]
    assert definition.transposed(replace(one, padding=((0, 1),), output_padding=1)).tolist() == [[[1, 2, 0, 0, 10, 20]]]
