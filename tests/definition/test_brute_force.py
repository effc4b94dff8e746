"""The definition against nested loops, and against `numpy.pad`: term by term, bias included."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given

import impls
from spec import Descriptor, Problem, TransposedProblem, definition
from spec.drawing.strategies import strategy
from spec.drawing.valid import valid_problems
from spec.operands.fresh import fresh_cotangent, way_back

ROW = impls.load("definition")
PADS = {"zero": "constant", "edge": "edge", "reflect": "reflect", "symmetric": "symmetric", "wrap": "wrap"}


def drawn(operation: str) -> Any:
    return strategy(valid_problems, ROW.operations[operation])  # type: ignore[index]


def numbers(array: Any) -> Any:
    """The numbers of an array as those of Python, which neither wrap nor lose anything."""
    return np.array(array.astype(complex if array.dtype.kind == "c" else "O").tolist(), object).reshape(array.shape)


def products(problem: Problem) -> Any:
    """Every place of the output and of the two operands whose product is added there."""
    groups, channels = problem.groups, problem.weight.shape[1]
    filters = len(problem.weight) // groups
    for n, o, *p in np.ndindex(problem.output_shape):
        for c, *t in np.ndindex(problem.weight.shape[1:]):
            at = [s * i + d * j for s, i, d, j in zip(problem.strides, p, problem.dilations, t, strict=True)]
            yield (n, o, *p), (n, o // filters * channels + c, *at), (o, c, *t)


@given(drawn("correlate"))
def test_the_definition_is_the_sum(descriptor: Descriptor) -> None:
    problem = descriptor.problem()
    around = ((0, 0), (0, 0), *problem.pairs)
    extended = numbers(np.pad(problem.input, around, mode=PADS[problem.boundary]))  # type: ignore[call-overload]
    weight, output = numbers(problem.weight), np.zeros(problem.output_shape, object)
    for here, seen, tap in products(problem):
        output[here] += extended[seen] * weight[tap]
    if problem.bias is not None:
        output += numbers(problem.bias).reshape(-1, *[1] * problem.rank)
    found = definition.correlate(problem)
    assert found.dtype == problem.input.dtype
    assert (numbers(found) == output).all()


@given(drawn("transposed"))
def test_the_transposed_correlation_is_the_sum_of_stamps(descriptor: Descriptor) -> None:
    back = way_back(descriptor.problem())
    input, weight = numbers(back.input), numbers(back.weight)
    items, filters, *size = back.output_shape
    whole = [n + sum(pair) for n, pair in zip(size, back.pairs, strict=True)]
    stamped = np.zeros((items, filters, *whole), object)
    channels, each = len(back.weight) // back.groups, filters // back.groups
    for n, c, *p in np.ndindex(back.input.shape):
        for o, *t in np.ndindex(back.weight.shape[1:]):
            at = [s * i + d * j for s, i, d, j in zip(back.strides, p, back.dilations, t, strict=True)]
            stamped[n, c // channels * each + o, *at] += input[n, c, *p] * weight[c, o, *t]
    inside = (slice(before, before + n) for n, (before, _) in zip(size, back.pairs, strict=True))
    output = stamped[:, :, *inside]
    if back.bias is not None:
        output = output + numbers(back.bias).reshape(-1, *[1] * back.rank)
    assert (numbers(definition.transposed(back)) == output).all()


@given(drawn("gradients"))
def test_the_bias_gets_the_sum_of_its_filter(descriptor: Descriptor) -> None:
    problem = descriptor.problem()
    cotangent = fresh_cotangent(problem)
    *_, d_bias = definition.gradients(problem, cotangent)
    assert numbers(d_bias).tolist() == [numbers(cotangent)[:, o].sum() for o in range(len(problem.weight))]


@pytest.mark.parametrize(("dtype", "other"), [("float32", "float64"), ("float64", "float32"), ("float32", "int32")])
def test_a_cotangent_has_the_dtype_of_the_output_whichever_byte_comes_first(dtype: str, other: str) -> None:
    ones = np.ones((1, 1, 1), dtype)
    with pytest.raises(ValueError, match=f"a cotangent of dtype {other} does not go with an input of dtype {dtype}"):
        definition.gradients(Problem(ones, ones), ones.astype(other))
    swapped = ones.astype(np.dtype(dtype).newbyteorder())
    assert definition.gradients(Problem(ones, ones), swapped)[0].tolist() == [[[1.0]]]


def test_a_transposed_sum_has_as_many_terms_as_stamps_can_overlap() -> None:
    problem = TransposedProblem(np.ones((1, 6, 4)), np.ones((6, 5, 8)), groups=2)
    assert (problem.terms, type(problem.terms)) == (3 * 8, int)


def test_gradients_are_adjoint_on_four_axes() -> None:
    random = np.random.default_rng(0)
    x, w = random.integers(1, 9, (2, 2, 3, 2, 4, 3)), random.integers(1, 9, (3, 2, 2, 1, 2, 2))
    problem = Problem(x.astype(float), w.astype(float))
    cotangent = random.integers(1, 9, problem.output_shape).astype(float)
    d_input, d_weight, _ = definition.gradients(problem, cotangent)
    product = (definition.correlate(problem) * cotangent).sum()
    assert (d_input * x).sum() == (d_weight * w).sum() == product
