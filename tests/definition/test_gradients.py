"""Gradients: what each element of an argument gets back, at every boundary."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec import Problem, definition
from spec.definition.boundary import BOUNDARIES


@pytest.mark.parametrize(
    ("boundary", "d_input", "d_weight"),
    [
        ("zero", [11, 111, 110], [3, 6, 5]),
        ("edge", [12, 111, 210], [4, 6, 8]),
        ("reflect", [11, 212, 110], [5, 6, 7]),
        ("symmetric", [12, 111, 210], [4, 6, 8]),
        ("wrap", [111, 111, 111], [6, 6, 6]),
    ],
)
def test_what_is_repeated_gets_back_what_its_copies_do(boundary: str, d_input: list[int], d_weight: list[int]) -> None:
    x, w = (np.array(values).reshape(1, 1, 3) for values in ([1, 2, 3], [1, 10, 100]))
    problem = Problem(x, w, padding="same_upper", boundary=boundary)
    found = definition.gradients(problem, np.ones((1, 1, 3), int))
    assert [gradient.ravel().tolist() for gradient in found] == [d_input, d_weight, [3]]


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=2),
    st.data(),
    st.sampled_from(sorted(BOUNDARIES)),
    st.integers(1, 2),
    st.integers(1, 2),
)
def test_a_gradient_is_what_a_change_of_its_argument_changes(
    size: list[int], data: st.DataObject, boundary: str, stride: int, groups: int
) -> None:
    random = np.random.default_rng(0)
    kernel = [data.draw(st.integers(1, 3)) for _ in size]
    padding = tuple((data.draw(st.integers(0, 4)), data.draw(st.integers(0, 4))) for _ in size)
    x = random.integers(-9, 10, (2, groups, *size))
    w = random.integers(-9, 10, (2 * groups, 1, *kernel))
    problem = Problem(x, w, stride=stride, padding=padding, groups=groups, boundary=boundary)
    y = random.integers(-9, 10, problem.output_shape)
    d_input, d_weight, _ = definition.gradients(problem, y)
    for name, argument, gradient in (("input", x, d_input), ("weight", w, d_weight)):
        for where in np.ndindex(argument.shape):
            one = np.zeros_like(argument)
            one[where] = 1
            assert gradient[where] == (definition.correlate(replace(problem, **{name: one})) * y).sum()  # type: ignore[arg-type]
