"""Layouts: equal values that lie otherwise in memory."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.definition.dtypes import EXACT_BITS
from spec.operands.layout import LAYOUTS, constant, guarded, memory
from spec.operands.numbers import filled


@pytest.mark.parametrize("name", LAYOUTS)
@given(
    shape=st.lists(st.integers(1, 4), min_size=3, max_size=5),
    dtype=st.sampled_from(sorted(EXACT_BITS)),
)
def test_a_layout_changes_the_memory_and_not_the_values(name: str, shape: list[int], dtype: str) -> None:
    array = filled("seeded", 3, "input", tuple(shape), dtype, 10)
    array = constant(array, name)
    other = LAYOUTS[name](array)
    assert np.array_equal(other, array)
    assert other.dtype == array.dtype
    assert other.shape == array.shape


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("backwards", lambda array: min(array.strides) < 0),
        ("broadcast", lambda array: 0 in array.strides),
        ("misaligned", lambda array: not array.flags.aligned),
        ("read_only", lambda array: not array.flags.writeable),
        ("channels_last", lambda array: array.strides[1] == min(array.strides)),
        ("channel_slice", lambda array: array.strides[1] < array.strides[3] and array.base is not None),
        ("sliced", lambda array: array.strides[-1] == 2 * array.itemsize),
        ("transposed", lambda array: array.strides[2] < array.strides[3]),
        ("fortran", lambda array: array.flags.f_contiguous),
        ("flipped_first", lambda array: array.strides[0] < 0 < min(array.strides[1:])),
        ("flipped_second", lambda array: array.strides[1] < 0 < array.strides[0]),
        ("stepped_second", lambda array: array.strides[0] == 2 * 3 * 20 * 8 and array.strides[1] == 2 * 20 * 8),
        ("stepped_last", lambda array: array.strides[-1] == 16),
        ("broadcast_first", lambda array: array.strides[0] == 0 < min(array.strides[1:])),
        ("broadcast_all", lambda array: set(array.strides) == {0}),
    ],
)
def test_a_layout_is_what_it_is_called(name: str, shows: object) -> None:
    array = constant(np.arange(2 * 3 * 4 * 5, dtype="float64").reshape(2, 3, 4, 5), name)
    assert callable(shows)
    assert shows(LAYOUTS[name](array))


def test_guards_lie_right_before_and_behind_an_array() -> None:
    array = np.arange(6.0).reshape(2, 3)
    inside = guarded(array, np.array([7.0, 8.0]))
    assert np.array_equal(inside, array)
    assert np.array_equal(memory(inside).view(float), [7, 8, *range(6), 7, 8])
