"""What the strategies draw: what a row claims, of the kind that is asked for, and rarely anything plain."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import impls
from spec import LAWS, Descriptor, Implementation
from spec.checking.listing import drawn
from spec.contract.claims import Claims
from spec.contract.needs import NEEDS
from spec.drawing.coverage import Coverage
from spec.drawing.invalid import invalid_problems, windowless_problems
from spec.drawing.kinds import DRAWN
from spec.drawing.strategies import strategy
from spec.drawing.valid import valid_problems
from spec.laws.law import DRAWS


def installed() -> list[Implementation]:
    rows = []
    for name in impls.discover():
        try:
            rows.append(impls.load(name))
        except ImportError:
            continue
    return rows


ROWS = {row.name: row for row in installed()}


def claims(row: str) -> Claims:
    return ROWS[row].operations["correlate"]


@pytest.mark.parametrize("row", ROWS)
@given(data=st.data())
def test_valid_problems_are_valid_and_claimed(row: str, data: st.DataObject) -> None:
    problem = data.draw(strategy(valid_problems, claims(row))).problem()
    assert problem.invalidity() is None
    assert claims(row).refusal(problem) is None
    assert min(problem.output_size) > 0


@pytest.mark.parametrize("row", ROWS)
@given(data=st.data())
def test_windowless_problems_are_valid_and_have_no_window(row: str, data: st.DataObject) -> None:
    problem = data.draw(strategy(windowless_problems, claims(row))).problem()
    assert problem.invalidity() is None
    assert min(problem.output_size) == 0


@pytest.mark.parametrize("row", ROWS)
@given(data=st.data())
def test_invalid_problems_are_invalid(row: str, data: st.DataObject) -> None:
    assert data.draw(strategy(invalid_problems, claims(row))).problem().invalidity() is not None


@pytest.mark.parametrize("recipe", DRAWN.values(), ids=DRAWN)
@given(data=st.data())
def test_who_takes_a_padding_by_name_alone_is_given_no_pairs(recipe: Any, data: st.DataObject) -> None:
    named = replace(claims("definition"), paddings=frozenset({"valid", "same_upper"}))
    assert data.draw(strategy(recipe, named)).padding in named.forms


@pytest.mark.parametrize("need", [name for name, need in NEEDS.items() if need.used])
@given(data=st.data())
def test_a_feature_that_is_needed_is_used(need: str, data: st.DataObject) -> None:
    row = ROWS["definition"]
    offering = [claims for claims in row.operations.values() if NEEDS[need].claimed(row, claims)]
    assert offering
    for operation in offering:
        problem = data.draw(strategy(valid_problems, operation, frozenset({need})))
        assert NEEDS[need].used(problem, operation)


def test_every_kind_of_problem_can_be_drawn() -> None:
    assert {*DRAWN, "layer"} == set(DRAWS)


@pytest.fixture(scope="module")
def sample() -> list[Descriptor]:
    """The valid problems of a run over a few laws that need nothing special, and ask as little as any."""
    laws = [LAWS[law] for law in ("linear_in_the_input", "linear_in_the_weight", "inputs_are_left_alone")]
    assert all((law.needs, law.budget) == (frozenset(), 1) for law in laws)
    return [problem for law in laws for problem in drawn(ROWS["definition"], law, "standard", seed=1)]


@pytest.mark.parametrize(
    ("plain", "at_most"),
    [
        (lambda p: p.fill == "ones", 0.15),
        (lambda p: p.rank > 1 and len(set(p.input_shape[2:])) == 1, 0.15),
        (lambda p: p.rank > 1 and len(set(p.weight_shape[2:])) == 1, 0.6),
        (lambda p: p.input_shape[:2] == (1, 1) and p.weight_shape[0] == 1, 0.15),
        (lambda p: not isinstance(p.padding, str) and all(a == b for a, b in p.padding), 0.5),
        (lambda p: set(p.stride) == set(p.dilation) == {1}, 0.35),
        (lambda p: p.groups == 1, 0.7),
        (lambda p: p.input_layout == p.weight_layout == "contiguous", 0.7),
    ],
)
def test_the_plain_problem_is_the_exception(plain: object, at_most: float, sample: list[Descriptor]) -> None:
    assert callable(plain)
    assert sum(map(plain, sample)) / len(sample) <= at_most


def test_kernels_are_even_as_often_as_odd(sample: list[Descriptor]) -> None:
    parities = Counter(length % 2 for problem in sample for length in problem.weight_shape[2:] if length > 1)
    assert 0.5 <= parities[0] / parities[1] <= 2


def test_a_standard_run_covers_nearly_all_pairs(sample: list[Descriptor]) -> None:
    coverage = Coverage()
    for problem in sample:
        coverage.add(problem)
    pairs = [coverage.pairs(one, other) for one in coverage.factors for other in coverage.factors if one != other]
    assert sum(seen for seen, _ in pairs) / sum(possible for _, possible in pairs) > 0.9
