"""What a contraction and a probe say of an output and of gradients is what the definition says."""

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
import pytest

from spec import Descriptor, Problem, TransposedProblem, definition
from spec.contract.outcomes import NotClaimed
from spec.drawing.choices import Generator
from spec.drawing.valid import valid_problems
from spec.laws.theory import contraction, probes
from spec.laws.theory.contraction import PRIME, Contraction, backwards
from spec.operands.fresh import fresh_cotangent, generator, way_back
from tests.mutants import faultless

Array = np.ndarray[Any, Any]

CHOSEN = (
    "3x4x11x8 * 6x2x2x3 s1,2 p1-0,0-2 d2,1 g2 b6 float32 seeded:7",
    "2x3x9 * 2x3x2 s2 d3 p1-2 float64 seeded:1",
    "2x3x9 * 2x3x2 s5 d3 p1-2 b2 float64 wide:1",
    "2x4x5x6x7 * 4x1x2x3x1 s1,2,1 p0-1,1-0,2-2 reflect g4 float32 wide:3",
    "1x2x5x3 * 3x2x2x5 p0-0,9-9 s1,3 b3 float32 seeded:4",
    "0x3x9 * 2x3x2 float32 seeded:1",
)


def _drawn(count: int) -> Iterator[str]:
    """Valid problems of every geometry, in the dtypes that layers have."""
    claims, random = faultless().operations["gradients"], Random("contraction")
    for _ in range(count):
        yield str(valid_problems(Generator(random.random), claims, frozenset({"float"})))


PROBLEMS = [*CHOSEN, *_drawn(60)]


def _problem(text: str) -> Problem:
    """The problem, in which every boundary but zeros is written out, as the laws ask for gradients."""
    given = Descriptor.parse(text).problem()
    return given if given.boundary == "zero" else given.extended()


@pytest.mark.parametrize("text", PROBLEMS)
def test_a_contracted_output_is_the_output_contracted(text: str) -> None:
    given = Descriptor.parse(text).problem()
    weights = Contraction.of(given, *given.output_shape[:3])
    assert np.array_equal(weights.of_result(definition.correlate(given)), weights.of_correlation(given))


@pytest.mark.parametrize("text", PROBLEMS)
def test_what_is_contracted_and_transposed_is_what_is_transposed_contracted(text: str) -> None:
    back = way_back(Descriptor.parse(text).problem())
    weights = Contraction.of(back, *back.output_shape[:3])
    assert np.array_equal(weights.of_result(definition.transposed(back)), weights.of_transposition(back))


@pytest.mark.parametrize("text", PROBLEMS)
def test_contracted_gradients_are_the_gradients_contracted(text: str) -> None:
    given = _problem(text)
    cotangent = fresh_cotangent(given)
    d_input, d_weight, _ = definition.gradients(given, cotangent)
    weights = Contraction.of(given, *d_input.shape[:3])
    assert np.array_equal(weights.of_result(d_input), weights.of_transposition(backwards(given, cotangent)))
    weights = Contraction.of(given, *d_weight.shape)
    assert np.array_equal(weights.of_result(d_weight), weights.of_weight_gradient(given, cotangent))


@pytest.mark.parametrize("boundary", ["edge", "reflect", "symmetric", "wrap"])
def test_a_weight_gradient_is_contracted_at_any_boundary(boundary: str) -> None:
    given = Descriptor.parse(f"2x4x5x6 * 4x2x2x3 s1,2 p2-1,0-3 {boundary} g2 float64 seeded:3").problem()
    cotangent = fresh_cotangent(given)
    weights = Contraction.of(given, *given.weight.shape)
    found = weights.of_result(definition.gradients(given, cotangent)[1])
    assert np.array_equal(found, weights.of_weight_gradient(given, cotangent))


def test_an_output_padding_is_contracted() -> None:
    arrays = np.arange(24.0).reshape(2, 2, 6), np.arange(12.0).reshape(2, 2, 3)
    for behind in range(4):
        back = TransposedProblem(*arrays, np.array([5.0, 7.0]), stride=2, padding=((1, 2),), dilation=4)
        back = TransposedProblem(*arrays, back.bias, 2, ((1, 2),), 4, output_padding=behind)
        weights = Contraction.of(back, *back.output_shape[:3])
        assert np.array_equal(weights.of_result(definition.transposed(back)), weights.of_transposition(back))


def _spoilt(array: Array) -> Iterator[Array]:
    """The array with each of its elements wrong by one, or not a number that can be counted."""
    for place in np.ndindex(array.shape):
        for wrong in (array[place] + 1, array[place] - 2**15, 1e30, -np.inf, np.nan):
            spoilt = array.copy()
            spoilt[place] = wrong
            yield spoilt


@pytest.mark.parametrize("text", ["2x4x5x4 * 4x2x2x3 s1,2 p1-0,0-2 d2,1 g2 float64 seeded:7", CHOSEN[1]])
def test_a_single_wrong_element_is_noticed_anywhere(text: str) -> None:
    given = _problem(text)
    cotangent = fresh_cotangent(given)
    d_input, d_weight, _ = definition.gradients(given, cotangent)
    for right, axes in ((definition.correlate(given), 3), (d_input, 3), (d_weight, d_weight.ndim)):
        weights = Contraction.of(given, *right.shape[:axes])
        contracted = weights.of_result(right)
        assert not any(np.array_equal(weights.of_result(wrong), contracted) for wrong in _spoilt(right))


def test_weights_are_any_residue_but_zero() -> None:
    given = Descriptor.parse("1x1x300000 * 1x1x1").problem()
    (q,) = Contraction.of(given, *given.output_shape[:3]).along
    assert set(np.remainder(q, PRIME)) <= set(range(1, PRIME))
    assert len(set(q)) > 0.98 * PRIME
    assert np.abs(q).max() <= PRIME / 2


def test_sums_that_would_be_rounded_are_not_contracted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contraction, "LONGEST", 8)
    given = Descriptor.parse("1x3x9 * 2x3x3 float64 seeded:1").problem()
    with pytest.raises(NotClaimed, match="too long to be counted"):
        Contraction.of(given, *given.output_shape[:3]).of_correlation(given)


@pytest.mark.parametrize("text", [text for text in PROBLEMS if not text.startswith("0")])
def test_probes_are_single_elements(text: str) -> None:
    given, random = _problem(text), generator(_problem(text), "probes")
    cotangent = fresh_cotangent(given)
    d_input, d_weight, _ = definition.gradients(given, cotangent)
    at = probes.places(random, given.output_shape)
    assert np.array_equal(definition.correlate(given)[at], probes.of_correlation(given, at))
    at = probes.places(random, d_input.shape)
    assert np.array_equal(d_input[at], probes.of_transposition(backwards(given, cotangent), at))
    at = probes.places(random, d_weight.shape)
    assert np.array_equal(d_weight[at], probes.of_weight_gradient(given, cotangent, at))
    back = way_back(given)
    at = probes.places(random, back.output_shape)
    assert np.array_equal(definition.transposed(back)[at], probes.of_transposition(back, at))
