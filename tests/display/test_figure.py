"""Figures of problems, and of both sides of a law."""

import re

import numpy as np
import pytest

from spec import definition
from spec.definition.transposed_problem import TransposedProblem
from spec.display import figure
from spec.operands.descriptor import Descriptor
from spec.reports.grid import grid


def drawn(text: str) -> str:
    problem = Descriptor.parse(text).problem()
    return str(figure.problem(problem, definition.correlate(problem)))


def marked(html: str, kind: str) -> list[str]:
    return [text for kinds, text in re.findall(r'<td class="([^"]*)">([^<]*)</td>', html) if kind in kinds.split()]


def test_a_window_its_kernel_and_its_output_are_marked() -> None:
    html = drawn("1x1x3x3 * 1x1x2x2 ramp")
    assert marked(html, "window") == ["0", "1", "3", "4", "0", "1", "2", "3", "19"]


def test_a_window_steps_over_what_a_dilation_leaves_out() -> None:
    assert marked(drawn("1x1x5 * 1x1x2 d3 ramp"), "window") == ["0", "3", "0", "1", "3"]


def test_the_padding_is_marked_and_holds_the_boundary() -> None:
    assert marked(drawn("1x1x3 * 1x1x2 p2-1 wrap ramp"), "pad") == ["1", "2", "0"]


def test_only_the_channels_of_the_group_lie_under_the_window() -> None:
    assert len(marked(drawn("1x4x1 * 2x2x1 g2 ramp"), "window")) == 2 + 2 + 1


def test_a_stamp_of_a_transposed_problem_is_marked() -> None:
    given = TransposedProblem(np.array([[[2, 3, 4]]]), np.array([[[1, 5]]]), stride=2)
    html = str(figure.problem(given, definition.transposed(given)))
    assert marked(html, "window") == ["3", "1", "5", "3", "15"]


def test_the_elements_that_differ_are_marked() -> None:
    left, right = np.array([1.0, 2.0]), np.array([1.0, 2.5])
    assert marked(str(figure.sides(grid(left, left != right), grid(right))), "differs") == ["2"]


def test_what_is_too_large_is_said_to_be_left_out() -> None:
    html = drawn("9x1x40 * 1x1x2 ramp")
    assert "3 more planes" in html
    assert "only 12 of 40" in html


@pytest.mark.parametrize("text", ["0x1x3 * 1x1x2", "1x1x1 * 1x1x2", "1x1x3 * 1x1x1 s0", "1x1x1 * 1x1x1 p2147483648-0"])
def test_a_problem_with_nothing_to_mark_is_drawn(text: str) -> None:
    assert "kernel" in str(figure.problem(Descriptor.parse(text).problem()))


def test_text_is_escaped() -> None:
    hostile = grid(np.array(["<script>"]))
    assert "<script>" not in str(figure.sides(hostile, hostile))
