"""The table of layers, and what is drawn from it."""

import time
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from impls import im2col
from spec import LAWS, Descriptor, Implementation, check
from spec.checking.evaluation import Evaluation
from spec.checking.run import Run
from spec.checking.search import Search
from spec.contract.operations import ClaimError, OperationName
from spec.drawing.layers import LAYERS, SMALL, NetworkLayer, cut, layer_problems, multiplications
from spec.laws.law import Law

CLAIMS = im2col.IMPLEMENTATION.operations["correlate"]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_a_layer_is_a_problem_with_windows(layer: NetworkLayer) -> None:
    problem = layer.descriptor.problem()
    assert problem.invalidity() is None
    assert min(problem.output_size) > 0
    assert layer.multiplications == problem.terms * np.prod(problem.output_shape)


def test_two_turns_draw_every_layer_and_each_time_otherwise() -> None:
    one, other = (list(layer_problems(CLAIMS, Random(turn), turn)) for turn in (1, 2))
    small = [layer for layer in LAYERS if layer.multiplications <= SMALL]
    shapes = [(problem.input_shape, problem.weight_shape, problem.dilation) for problem in one + other]
    assert set(shapes) == {_shapes(layer) for layer in LAYERS}
    assert len(shapes) == len(LAYERS) + len(small)
    assert all(shapes.count(_shapes(layer)) == 2 for layer in small)
    assert abs(len(one) - len(other)) <= 1
    assert not set(one) & set(other)
    assert {problem.dtype for problem in one} == {"float32", "float64"}
    assert {problem.fill for problem in one} == {"seeded", "wide"}


def _shapes(layer: NetworkLayer) -> tuple[tuple[int, ...], ...]:
    return layer.descriptor.input_shape, layer.descriptor.weight_shape, layer.descriptor.dilation


@pytest.mark.parametrize("operation", ["correlate", "gradients", "transposed"])
def test_an_operation_is_asked_about_every_layer_in_two_runs_one_after_the_other(operation: OperationName) -> None:
    """And its two laws that are about single numbers, and about all of them, share out the large ones in one run."""
    laws = [law for law in LAWS.values() if law.draws == "layer" and law.operation == operation][:2]
    runs = [{_shapes_asked(law, seed) for seed in (7, 8)} for law in laws]
    everything = {_shapes(layer) for layer in LAYERS}
    assert all(frozenset.union(*asked) == everything for asked in runs)
    assert frozenset.union(*(_shapes_asked(law, 7) for law in laws)) == everything


def _shapes_asked(law: Law, seed: int) -> frozenset[Any]:
    """The layers that a search asks about, which is told that nothing is claimed of any."""
    asked = []

    def see(_: Law, problem: Descriptor) -> None:
        asked.append((problem.input_shape, problem.weight_shape, problem.dilation))

    def evaluated(*_: Any, **__: Any) -> Evaluation:
        return Evaluation(undecided="never called")

    row = replace(im2col.IMPLEMENTATION, max_multiplications=10**9)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("spec.checking.search.evaluate", evaluated)
        Search(row, law, Run(seed=seed, memory=False), see).look()
    return frozenset(asked)


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


def test_a_layer_that_would_take_too_long_is_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spec.checking.search.BEARABLE", 5)
    asked: list[int] = []

    def correlate(input: Any, weight: Any, *, stride: Any, padding: Any, dilation: Any, groups: Any) -> Any:
        asked.append(input.size)
        time.sleep(0.1)
        return im2col.correlate(
            input, weight, bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups
        )

    (verdict,) = check(
        Implementation("slow", correlate), laws=["a_single_output_is_its_window_times_its_filter"]
    ).verdicts
    assert 0 < verdict.examples < len(LAYERS)
    assert verdict.status == "conforms"
    assert "one would take about" in verdict.summary
    assert max(asked) < 2 * 64 * 8512  # the longest signal was not asked about
