"""A layer that learns its kernel from data: gradient descent on the squared error, as in the textbook.

The learning rate in all but the last of these laws is one half. It cancels the factor of two from the derivative of
the square, so integers stay integers. Such a descent soon diverges. This does not matter here: the laws only ask
whether every step is right.
"""

from dataclasses import replace
from itertools import chain

import numpy as np

from .. import definition
from ..contract.outcomes import NotClaimed
from ..contract.subject import Subject
from ..definition.dtypes import EXACT_BITS
from ..definition.problem import Array, Problem
from ..operands.fresh import generator
from ..operands.numbers import integers
from .examples import DETECTOR, TWO_EDGES
from .law import Equation, law
from .theory.descent import LeastSquares, descent, flat

HALF = 0.5
MOST_STEPS = 4


@law(operation="train")
def training_is_gradient_descent(impl: Subject, given: Problem) -> Equation:
    """Every step subtracts the gradient of the squared error, times the learning rate, from the weight.

        train(x, y, w, η, 1)    ==  w − η·2·Aᵀ(A·w − y), Σ (A·w − y)²          A = im2col(x)
        train(x, y, w, η, n)    ==  that, n times

    The squared error is a paraboloid in the weight, so the step is known in closed form. The loss is the one before the
    step.

    Catches: a mean where the sum is asked for; gradients that add up from step to step; a momentum, a decay or a bias
    that nobody asked for; a loss that is computed after the step.
    """
    x, y, w, layer, steps = _lesson(given)
    expected = descent(layer, flat(w), HALF, steps)
    return Equation(impl.train(x, y, w, HALF, steps), (_shaped(expected.weight, w), expected.losses))


@law(operation="train")
def training_continues_where_it_left_off(impl: Subject, given: Problem) -> Equation:
    """Training for m steps and then for n more is training for m + n steps.

        train(x, y, train(x, y, w, η, m), η, n)  ==  train(x, y, w, η, m + n)

    The weight is the only state of gradient descent.

    Catches: an optimiser that keeps a state of its own; a rate that changes with time; a weight that is initialised
    anew.
    """
    x, y, w, _, steps = _lesson(given)
    first = steps // 2
    halfway, before = impl.train(x, y, w, HALF, first)
    rest, after = impl.train(x, y, halfway, HALF, steps - first)
    return Equation((rest, np.concatenate([before, after])), impl.train(x, y, w, HALF, steps))


@law(operation="train")
def earlier_training_leaves_no_trace(impl: Subject, given: Problem) -> Equation:
    """What was learned before does not matter: each of a series of trainings gives what it gives alone.

        [train of P, of Q, of R, of P]  ==  [each in the closed form]

    P is a single item, Q a whole batch, and R other numbers that are written where those of Q lie: so does who loads
    the next batch into the memory of the last one.

    Catches: gradients and residuals that a larger batch left behind; an input that is unfolded once for all.
    """
    one, batch, other = _lesson(replace(given, input=given.input[:1])), _lesson(given), _lesson(given, "other ")

    def learned(x: Array, y: Array, w: Array, layer: LeastSquares, steps: int) -> tuple[Array, ...]:
        weight, losses = impl.train(x, y, w, HALF, steps)
        return weight.copy(), losses.copy()

    def known(x: Array, y: Array, w: Array, layer: LeastSquares, steps: int) -> tuple[Array, ...]:
        expected = descent(layer, flat(w), HALF, steps)
        return _shaped(expected.weight, w), expected.losses

    expected = [known(*lesson) for lesson in (one, batch, other, one)]
    found = [learned(*one), learned(*batch)]
    for memory, numbers in zip(batch[:3], other[:3], strict=True):
        memory[...] = numbers
    found += [learned(*batch[:3], *other[3:]), learned(*one)]
    return Equation(tuple(chain(*found)), tuple(chain(*expected)))


@law(operation="train")
def a_perfect_kernel_has_nothing_to_learn(impl: Subject, given: Problem) -> Equation:
    """Where the layer computes the target already, the loss is zero and the weight stays as it is.

        train(x, correlate(x, w), w, η, n)  ==  w, zeros

    Catches: a weight that decays or is perturbed; a layer that is not a correlation: a flipped kernel, a bias, a
    padding.
    """
    x, _, w, _, _ = _lesson(given)
    target = impl.correlate(Problem(x, w))
    return Equation(impl.train(x, target, w, HALF, 3), (w, np.zeros(3)))


@law(operation="train", needs="planes")
def the_edge_kernel_is_learned(impl: Subject, given: Problem) -> Equation:
    """The textbook's experiment: ten steps at a rate of 0.03 lead any weight towards the detector of vertical edges.

        train(6×8 image, its edges, w, 0.03, 10)  ==  the closed form's weight and losses, within the dtype's rounding

    AᵀA is [[18, 12], [12, 18]] here, so a step multiplies the weight's distance from [1, −1] by −0.8 along [1, 1] and
    by 0.64 along [1, −1]: after ten steps by 0.11 and 0.01.

    Catches: a learning rate that is rescaled by the number of elements; a sign; a step too few or too many.
    """
    dtype = given.input.dtype
    x, kernel = np.array([[TWO_EDGES]], dtype), np.array([[DETECTOR]], dtype)
    y = definition.correlate(Problem(x, kernel))
    w = (generator(given, "start").integers(-16, 16, kernel.shape, endpoint=True) / 16).astype(dtype)
    expected = descent(LeastSquares.of(x, y, w), flat(w), 0.03, 10, float(np.finfo(dtype).eps) / 2)
    errors = _shaped(expected.weight_error, w), expected.loss_errors
    return Equation(impl.train(x, y, w, 0.03, 10), (_shaped(expected.weight, w), expected.losses), errors)


def _lesson(given: Problem, which: str = "") -> tuple[Array, Array, Array, LeastSquares, int]:
    """An input, a target, a weight to start from, the layer, and how many steps stay exact: one at least."""
    dtype = str(given.input.dtype)
    shape = (max(1, len(given.input)), *given.input.shape[1:])
    x = integers(generator(given, which + "lesson"), shape, dtype, 2)
    w = integers(generator(given, which + "start"), given.weight.shape, dtype, 1)
    y = integers(generator(given, which + "target"), Problem(x, w).output_shape, dtype, 3)
    layer, weight, steps = LeastSquares.of(x, y, w), flat(w), 0
    while steps < MOST_STEPS and layer.reach(weight) < 2 ** EXACT_BITS[dtype]:
        weight, steps = layer.step(weight, HALF), steps + 1
    if not steps:
        raise NotClaimed(f"integers of this size in {dtype}, in which one step is rounded")
    return x, y, w, layer, steps


def _shaped(weight: Array, like: Array) -> Array:
    """The matrix [K, O] as a weight in the shape of `like`."""
    return weight.T.reshape(like.shape)
