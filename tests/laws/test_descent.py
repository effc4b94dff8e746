"""The closed form of gradient descent: against a derivative by hand, and its bounds against what rounding does."""

import numpy as np
import pytest

from spec import Problem, definition
from spec.laws.theory.descent import LeastSquares, descent, flat

RANDOM = np.random.default_rng(7)
X, W, Y = (RANDOM.standard_normal(shape) for shape in ((3, 2, 6, 5), (4, 2, 2, 3), (3, 4, 5, 3)))


def test_a_step_goes_down_the_derivative_of_the_loss() -> None:
    layer, weight = LeastSquares.of(X, Y, W), flat(W)
    step = weight - layer.step(weight, 1.0)
    for place in ((0, 0), (5, 1), (11, 3)):
        nudge = np.zeros_like(weight)
        nudge[place] = 1e-6
        slope = (layer.loss(weight + nudge) - layer.loss(weight - nudge)) / 2e-6
        assert step[place] == pytest.approx(slope, rel=1e-6)


def test_a_weight_is_flattened_as_the_columns_are() -> None:
    layer = LeastSquares.of(X, Y, W)
    outputs = definition.correlate(Problem(X, W)).transpose(0, 2, 3, 1).reshape(-1, len(W))
    assert layer.columns @ flat(W) == pytest.approx(outputs)
    assert layer.target == pytest.approx(Y.transpose(0, 2, 3, 1).reshape(-1, len(W)))


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_rounding_stays_within_the_bounds_and_a_fault_does_not(dtype: str) -> None:
    layer, start, rate, unit = LeastSquares.of(X, Y, W), flat(W), 0.001, np.finfo(dtype).eps / 2
    columns, target, weight = (array.astype(dtype) for array in (layer.columns, layer.target, start))
    rounded = LeastSquares(columns.astype(float), target.astype(float))
    expected = descent(rounded, weight.astype(float), rate, 5, float(unit))
    losses = []
    for _ in range(5):
        residual = columns @ weight - target
        losses.append((residual**2).sum())
        weight = weight - np.dtype(dtype).type(rate) * (2 * columns.T @ residual)
    assert (np.abs(weight - expected.weight) <= expected.weight_error).all()
    assert (np.abs(np.array(losses, float) - expected.losses) <= expected.loss_errors).all()
    off_by_a_tenth = descent(rounded, start, 1.1 * rate, 5)
    assert (np.abs(off_by_a_tenth.weight - expected.weight) > expected.weight_error).any()


def test_nothing_in_a_step_is_larger_than_its_reach() -> None:
    layer, weight = LeastSquares.of(X, Y, W), flat(W)
    residual = layer.residual(weight)
    assert layer.reach(weight) >= max(layer.loss(weight), np.abs(2 * layer.columns.T @ residual).max())
