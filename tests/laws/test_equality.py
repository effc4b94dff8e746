"""When two sides are equal, and what is said where they are not."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from spec import Equation
from spec.checking.difference import Array, difference
from spec.contract.outcomes import Rejection
from spec.reports.grid import MAX_ELEMENTS


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (np.array([1.0, 2.0]), np.array([1, 2])),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.zeros((2, 0)), np.zeros((2, 0))),
        (Rejection("one reason"), Rejection("another")),
        (np.array("float32"), np.array("float32")),
        ((np.array(1), np.array(2)), (np.array(1), np.array(2))),
    ],
)
def test_equal_sides_have_no_difference(left: object, right: object) -> None:
    assert difference(Equation(left, right)) is None


@pytest.mark.parametrize(
    ("left", "right", "summary"),
    [
        (
            np.array([[1, 2]]),
            np.array([[1, 3]]),
            "1 of 2 elements differ, the first at [0, 1]: 2 on the left, 3 on the",
        ),
        (np.array([1]), np.array([1, 1]), "shape (1,) on the left, (2,) on the right"),
        (np.array([1, 1]), np.array([1]), "shape (2,) on the left, (1,) on the right"),
        (np.array([1, 2, 3]), np.array([0, 2, 4]), "2 of 3 elements differ, the first at [0]: 1 on the left, 0 on the"),
        (np.array([2**53 + 1]), np.array([2.0**53]), "1 of 1 elements differ"),
        ((np.array(1), np.array(2)), (np.array(0), np.array(2)), "part 1 of 2: 1 on the left, 0 on the right"),
        (np.array([0.0]), np.array([np.nan]), "1 of 1 elements differ"),
        (np.array([np.inf]), np.array([-np.inf]), "1 of 1 elements differ"),
        (np.array([2.0**53]), np.array([2**53 + 1]), "1 of 1 elements differ"),
        (np.array(2**70), np.array(5), "1180591620717411303424 on the left, 5 on the right"),
        (np.array([1]), Rejection("no"), "the right side is refused, the left side is not"),
        (Rejection("no"), np.array([1]), "the left side is refused, the right side is not"),
        (np.array("int64"), np.array("float64"), "int64 on the left, float64 on the right"),
        ((np.array(1), np.array(2)), (np.array(1), np.array(3)), "part 2 of 2: 2 on the left, 3 on the right"),
    ],
)
def test_a_difference_is_put_into_words(left: object, right: object, summary: str) -> None:
    found = difference(Equation(left, right))
    assert found is not None
    assert found.summary.startswith(summary)


@pytest.mark.parametrize(
    ("left", "right", "within", "equal"),
    [
        (np.array([1.0]), np.array([1.25]), 0.25, True),
        (np.array([1.0]), np.array([1.125]), 0.25, True),
        (np.array([1.0]), np.array([1.25]), 0.24, False),
        (np.array([1.0, 2.0]), np.array([1.5, 2.0]), np.array([0.5, 0.0]), True),
        (np.array([np.nan]), np.array([1.0]), 1e9, False),
        (np.array([np.inf]), np.array([1.0]), 1e9, False),
        ((np.array(1.0), np.array(2.0)), (np.array(1.5), np.array(2.0)), (0.5, 0), True),
        ((np.array(1.0), np.array(2.0)), (np.array(1.0), np.array(2.5)), (0.5, 0), False),
    ],
)
def test_sides_may_differ_by_what_theory_allows(left: object, right: object, within: object, equal: bool) -> None:
    assert (difference(Equation(left, right, within)) is None) is equal


def test_a_refusal_is_near_to_nothing() -> None:
    found = difference(Equation(np.array(1.0), Rejection("no"), 1e9))
    assert found is not None
    assert (found.left, found.right, found.sides) == ("1.0", "refused: no", ())


def test_sides_are_shown_as_text_and_small_ones_element_by_element() -> None:
    found = difference(Equation(np.array([[1, 2], [3, 4]]), np.array([[1, 0], [3, 0]])))
    assert found is not None
    assert (found.left, found.right) == ("shape (2, 2)\n[[1 2]\n [3 4]]", "shape (2, 2)\n[[1 0]\n [3 0]]")
    assert [side.marked for side in found.sides] == [(1, 3), (1, 3)]
    with pytest.raises(FrozenInstanceError):
        found.summary = ""  # type: ignore[misc]


@pytest.mark.parametrize(
    ("left", "right"),
    [(np.array([1, 2]), np.array([1])), (np.array([1]), np.array([1, 2])), (np.array("a"), np.array("b"))],
)
def test_nothing_is_marked_where_elements_have_no_partner(left: Array, right: Array) -> None:
    found = difference(Equation(left, right))
    assert found is not None
    assert [side.marked for side in found.sides] == [(), ()]


@pytest.mark.parametrize("elements", [MAX_ELEMENTS - 1, MAX_ELEMENTS, MAX_ELEMENTS + 1, MAX_ELEMENTS + 2])
def test_no_more_elements_are_shown_than_can_be_looked_at(elements: int) -> None:
    found = difference(Equation(np.zeros(elements), np.ones(elements)))
    assert found is not None
    assert len(found.sides) == (2 if elements <= MAX_ELEMENTS else 0)


def test_sides_of_different_numbers_of_parts_are_an_error() -> None:
    one = np.array(1)
    with pytest.raises(ValueError, match="shorter"):
        difference(Equation((one, one), (one,)))


def test_large_sides_are_elided() -> None:
    found = difference(Equation(np.zeros(10_000), np.ones(10_000)))
    assert found is not None
    assert len(found.left) < 200
    assert "..." in found.left
