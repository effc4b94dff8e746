"""Boundaries: the input continued by them, and the way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.definition.boundary import BOUNDARIES, copies, extend, fold

PAIRS = st.tuples(st.integers(0, 9), st.integers(0, 9))


@pytest.mark.parametrize(
    ("boundary", "continued"),
    [
        ("zero", [0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0]),
        ("edge", [1, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3]),
        ("reflect", [2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3]),
        ("symmetric", [2, 3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1]),
        ("wrap", [2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1]),
    ],
)
def test_a_boundary_continues_the_input_however_far(boundary: str, continued: list[int]) -> None:
    assert extend(np.array([[[1, 2, 3]]]), ((5, 4),), boundary).tolist() == [[continued]]
    assert set(extend(np.array([[[7]]]), ((3, 3),), boundary).ravel()) <= {0, 7}


@given(st.lists(st.integers(1, 4), min_size=1, max_size=2), st.data(), st.sampled_from(sorted(BOUNDARIES)))
def test_folding_is_the_adjoint_of_extending(size: list[int], data: st.DataObject, boundary: str) -> None:
    pairs = tuple(data.draw(st.tuples(*[PAIRS] * len(size))))
    random = np.random.default_rng(0)
    x = random.integers(-9, 10, (2, 2, *size))
    longer = extend(x, pairs, boundary)
    y = random.integers(-9, 10, longer.shape)
    back = fold(y, pairs, boundary)
    assert back.shape == x.shape
    assert (longer * y).sum() == (x * back).sum()


@given(st.integers(1, 4), PAIRS, st.sampled_from(sorted(BOUNDARIES)))
def test_an_element_has_as_many_copies_as_it_gets_back(length: int, pair: tuple[int, int], boundary: str) -> None:
    ones = np.ones((1, 1, length + sum(pair)), int)
    assert copies((length,), (pair,), boundary) == fold(ones, (pair,), boundary).max()


def test_nothing_has_no_copies() -> None:
    assert copies((0,), ((0, 0),), "edge") == 0


@pytest.mark.parametrize("elements", [2**60, 2**61, 2**65])
def test_what_no_array_can_hold_is_said_before_it_is_tried(elements: int) -> None:
    with pytest.raises(MemoryError, match="larger than an array can be"):
        extend(np.ones((1, 1, 1)), ((elements - 1, 0),))
    with pytest.raises(MemoryError, match="Unable to allocate"):
        extend(np.ones((1, 1, 1)), ((2**60 - 2, 0),))


def test_a_padding_is_a_pair_of_numbers_from_zero_up_for_each_axis() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        extend(np.ones((1, 1, 3)), ((0, -1),))
    with pytest.raises(ValueError, match="zip"):
        extend(np.ones((1, 1, 3, 3)), ((1, 1),), "wrap")
    with pytest.raises(ValueError, match="zip"):
        copies((3, 3), ((1, 1),), "wrap")
