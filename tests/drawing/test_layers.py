"""The table of layers, and what is drawn from it."""

import time
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from impls import im2col
from spec import Descriptor, Implementation, Problem, check, definition
from spec.contract.operations import ClaimError
from spec.drawing.layers import LAYERS, NetworkLayer, cut, layer_problems, multiplications
from spec.laws.theory.contraction import Contraction

CLAIMS = im2col.IMPLEMENTATION.operations["correlate"]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_a_layer_is_a_problem_with_windows(layer: NetworkLayer) -> None:
    problem = layer.descriptor.problem()
    assert problem.invalidity() is None
    assert min(problem.output_size) > 0
    assert layer.multiplications == problem.terms * np.prod(problem.output_shape)


def test_every_layer_is_drawn_once_and_each_time_otherwise() -> None:
    one, other = (list(layer_problems(CLAIMS, Random(seed))) for seed in (1, 2))
    assert {problem.input_shape for problem in one} == {layer.descriptor.input_shape for layer in LAYERS}
    assert len(one) == len(other) == len(LAYERS)
    assert not set(one) & set(other)
    assert {problem.dtype for problem in one} == {"float32", "float64"}
    assert {problem.fill for problem in one} == {"seeded", "wide"}


def test_a_row_is_asked_about_no_layer_that_it_does_not_claim_or_cannot_bear() -> None:
    least = min(layer.multiplications for layer in LAYERS)
    assert len(list(layer_problems(replace(CLAIMS, max_multiplications=least), Random(0)))) == 1
    assert not list(layer_problems(replace(CLAIMS, max_multiplications=least - 1), Random(0)))
    assert not list(layer_problems(replace(CLAIMS, ranks={4}), Random(0)))
    assert not list(layer_problems(replace(CLAIMS, dtypes={"int32"}), Random(0)))


@pytest.mark.parametrize("largest", [0, -1, 1.5, "many"])
def test_the_largest_problem_is_a_number_of_multiplications(largest: object) -> None:
    with pytest.raises(
        ClaimError, match=f"max_multiplications is {largest!r}; give a number of multiplications, or None"
    ):
        Implementation("mine", im2col.correlate, max_multiplications=largest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "3x4x11x8 * 6x2x2x3 s1,2 p1-0,0-2 d2,1 g2 b6 float32 seeded:7",
        "2x3x9 * 2x3x2 s2 d3 p1-2 float64 seeded:1",
        "2x4x5x6x7 * 4x1x2x3x1 s1,2,1 p0-1,1-0,2-2 reflect g4 float32 wide:3",
        "0x3x9 * 2x3x2 float32 seeded:1",
    ],
)
def test_a_contracted_output_is_the_output_contracted(text: str) -> None:
    given = Descriptor.parse(text).problem()
    contraction = Contraction.of(given)
    assert contraction is not None
    assert np.array_equal(contraction.of_output(definition.correlate(given)), contraction.of_operands())


def test_numbers_too_large_to_be_weighed_have_no_weights() -> None:
    large = np.full((4, 64, 9), 2.0**40)
    assert Contraction.of(Problem(large, np.ones((64, 64, 1)))) is None


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_a_part_of_a_layer_is_like_it_and_small(layer: NetworkLayer) -> None:
    part = cut(layer.descriptor)
    assert part.problem().invalidity() is None
    assert (part.stride, part.padding, part.dilation) == (
        layer.descriptor.stride,
        layer.descriptor.padding,
        layer.descriptor.dilation,
    )
    assert 50_000 < multiplications(part.outline()) < 5_000_000


def test_a_layer_that_would_take_too_long_is_not_asked_about() -> None:
    asked: list[int] = []

    def correlate(input: Any, weight: Any, *, stride: Any, padding: Any, dilation: Any, groups: Any) -> Any:
        asked.append(input.size)
        time.sleep(0.2)
        return im2col.correlate(
            input, weight, bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups
        )

    (verdict,) = check(
        Implementation("slow", correlate), laws=["a_single_output_is_its_window_times_its_filter"]
    ).verdicts
    assert 0 < verdict.examples < len(LAYERS)
    assert verdict.status == "conforms"
    assert "one would take about" in verdict.summary
    assert max(asked) < 2_000_000 < 2 * 64 * 16512  # the longest signal was not asked about
