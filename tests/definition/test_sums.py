"""The definition where there is nothing to add up."""

from typing import Any

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided

from spec import Problem, TransposedProblem, definition

ONES = np.ones((1, 1, 1), np.float32)


def unwritten(*shape: int) -> Any:
    """An array without elements, as NumPy makes one where a NaN was before: its strides are zero."""
    return as_strided(np.full(1, np.nan, np.float32), shape, (0,) * len(shape))


@pytest.fixture(autouse=True)
def as_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is padded, so that what is given is not copied into memory that happens to be clean."""
    monkeypatch.setattr("spec.definition.sums.extend", lambda array, *_: array)


def test_no_channels_add_nothing_whatever_lies_in_memory() -> None:
    found = definition.correlate(Problem(unwritten(2, 0, 1), ONES[:, :0]))
    assert found.tolist() == [[[0.0]], [[0.0]]]


def test_no_filters_hand_nothing_back_whatever_lies_in_memory() -> None:
    d_input, _, _ = definition.gradients(Problem(np.ones((2, 1, 1), np.float32), ONES[:0]), unwritten(2, 0, 1))
    assert d_input.tolist() == [[[0.0]], [[0.0]]]


def test_no_channels_stamp_nothing_whatever_lies_in_memory() -> None:
    found = definition.transposed(TransposedProblem(unwritten(2, 0, 1), ONES[:0]))
    assert found.tolist() == [[[0.0]], [[0.0]]]
