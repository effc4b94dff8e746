"""Geometry against brute force: count the windows, and look where the named paddings put them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.definition import geometry

sizes, small = st.integers(1, 30), st.integers(1, 6)


@given(sizes, small, small, st.tuples(st.integers(0, 6), st.integers(0, 6)), small)
def test_the_output_size_counts_the_windows(
    size: int, kernel: int, stride: int, padding: tuple[int, int], dilation: int
) -> None:
    length = size + sum(padding)
    fitting = [start for start in range(0, length, stride) if start + dilation * (kernel - 1) < length]
    assert geometry.output_size(size, kernel, stride, padding, dilation) == len(fitting)


@given(sizes, small, small, small)
def test_same_paddings_make_as_many_windows_as_there_are_strides(
    size: int, kernel: int, stride: int, dilation: int
) -> None:
    starts = len(range(0, size, stride))
    for rule in (geometry.same_upper, geometry.same_lower):
        padding = rule(size, kernel, stride, dilation)
        # Where the stride is longer than the kernel, windows can fit beyond the last start that is inside the input.
        assert geometry.output_size(size, kernel, stride, padding, dilation) == starts


@given(sizes, small, small, small)
def test_the_odd_zero_is_what_upper_and_lower_differ_in(size: int, kernel: int, stride: int, dilation: int) -> None:
    before, after = geometry.same_upper(size, kernel, stride, dilation)
    assert geometry.same_lower(size, kernel, stride, dilation) == (after, before)
    assert after - before in (0, 1)


@given(sizes, small, small)
def test_full_padding_is_as_long_as_a_window_can_reach(size: int, kernel: int, dilation: int) -> None:
    before, after = geometry.full(size, kernel, 1, dilation)
    assert before == after == dilation * (kernel - 1)
    assert geometry.output_size(size, kernel, 1, (before, after), dilation) == size + before


def test_a_name_resolves_axis_by_axis() -> None:
    assert geometry.resolve("same_upper", (6, 7), (2, 3), (1, 2), (1, 2)) == ((0, 1), (2, 2))


def test_a_kernel_is_dense_unless_it_is_said_to_be_dilated() -> None:
    assert (geometry.full(5, 3), geometry.extent(3)) == ((2, 2), 3)


def test_a_name_is_resolved_for_as_many_axes_as_there_are() -> None:
    with pytest.raises(ValueError, match="zip"):
        geometry.resolve("same_upper", (6, 7), (2,), (1, 2), (1, 2))
