"""Gradient descent on a correlation layer in closed form, and by how much rounding may move it.

The squared error Σ (im2col(x)·w − y)² is a paraboloid in w, so a step of gradient descent is an affine map:

    w  ←  w − η·2·Aᵀ(A·w − y)  =  (I − 2η·AᵀA)·w + 2η·Aᵀy          A = im2col(x)

AᵀA·w = Aᵀy are its normal equations, where the descent comes to rest.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...definition.problem import Problem
from .matrices import im2col

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class LeastSquares:
    """A layer without a bias at stride 1, and what it is to learn: A [M, K] and y [M, O], in float64.

    M counts the windows of all items, K the taps of all channels, O the filters.
    """

    columns: Array
    target: Array

    @classmethod
    def of(cls, input: Array, target: Array, weight: Array) -> "LeastSquares":
        """The layer that takes `input` [N, C, *size] to `target` [N, O, *out] by a kernel in the shape of `weight`."""
        columns = im2col(Problem(input, weight)).swapaxes(1, 2).reshape(-1, weight[0].size).astype(np.float64)
        return cls(columns, np.moveaxis(target, 1, -1).reshape(-1, len(weight)).astype(np.float64))

    def residual(self, weight: Array) -> Array:
        return self.columns @ weight - self.target

    def loss(self, weight: Array) -> float:
        """Σ (A·w − y)²."""
        return float((self.residual(weight) ** 2).sum())

    def step(self, weight: Array, rate: float) -> Array:
        """The weight [K, O] after one step."""
        return weight - rate * 2 * self.columns.T @ self.residual(weight)

    def reach(self, weight: Array) -> float:
        """No number, and no partial sum, in a step with a rate of at most one is larger than this."""
        columns, residual = np.abs(self.columns), np.abs(self.residual(weight))
        sums = columns @ np.abs(weight) + np.abs(self.target)
        gradient = 2 * columns.T @ residual
        return float(max(sums.max(), gradient.max() + np.abs(weight).max(), (residual**2).sum()))


def flat(weight: Array) -> Array:
    """A weight [O, C, *kernel] as the matrix [K, O] of the closed form."""
    return weight.reshape(len(weight), -1).T.astype(np.float64)


@dataclass(frozen=True)
class Descent:
    """The weight [K, O] after some steps, the loss before each, and bounds on the rounding errors of both."""

    weight: Array
    losses: Array
    weight_error: Array
    loss_errors: Array


def descent(layer: LeastSquares, weight: Array, rate: float, steps: int, unit: float = 0.0) -> Descent:
    """`steps` steps from `weight` [K, O], for arithmetic that rounds to a relative error of `unit`.

    A sum of n products in any order errs by at most γ_n·Σ|a·b|, γ_n = n·u/(1 − n·u) (Higham, Accuracy and Stability of
    Numerical Algorithms, 2nd ed., section 3.1). What was wrong before a step is multiplied by |I − 2η·AᵀA|, and what
    the step rounds is added.
    """
    columns = np.abs(layer.columns)
    count, terms = columns.shape
    propagation = np.abs(np.eye(terms) - 2 * rate * layer.columns.T @ layer.columns)

    def gamma(n: int) -> float:
        return n * unit / (1 - n * unit)

    error = np.zeros_like(weight)
    losses, loss_errors = [], []
    for _ in range(steps):
        residual = np.abs(layer.residual(weight))
        rounded = gamma(terms + 2) * (columns @ (np.abs(weight) + error) + np.abs(layer.target))
        off = columns @ error + rounded
        losses.append(layer.loss(weight))
        loss_errors.append(
            (2 * residual * off + off**2).sum() + gamma(residual.size + 2) * ((residual + off) ** 2).sum()
        )
        gradient = 2 * columns.T @ (residual + off)
        slips = 2 * columns.T @ rounded + gamma(count + 3) * gradient
        error = propagation @ error + rate * slips + gamma(3) * (np.abs(weight) + error + rate * gradient)
        weight = layer.step(weight, rate)
    return Descent(weight, np.array(losses), error, np.array(loss_errors))
