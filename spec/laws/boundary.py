"""Boundaries other than zeros: how they continue the input beyond its ends."""

from dataclasses import replace

import numpy as np

from ..contract.subject import Subject
from ..definition.boundary import fold
from ..definition.dtypes import widened
from ..definition.problem import Problem
from ..operands.fresh import fresh_cotangent
from .law import Equation, law


@law(needs={"padding", "boundary"})
def boundary_is_explicit_extension(impl: Subject, given: Problem) -> Equation:
    """A boundary says what continues the input; continuing it by hand gives the same.

        correlate(x, w, padding=p, boundary=b)  ==  correlate(x continued by p elements as b says, w)

    For an input a b c: `zero` 0 0|a b c|0 0, `edge` a a|a b c|c c, `reflect` c b|a b c|b a, `symmetric` b a|a b c|c b,
    `wrap` b c|a b c|a b. These are numpy.pad's names; others call reflect "mirror" and symmetric "reflect".

    Catches: the two kinds of reflection taken for each other; half of the padding on each side; a boundary that
    falls back to zeros.
    """
    return Equation(impl.correlate(given), impl.correlate(given.extended()))


@law(needs={"padding", "boundary"})
def a_constant_input_gives_a_constant_output(impl: Subject, given: Problem) -> Equation:
    """Under every boundary but zeros, a constant input gives an output that is constant up to the border.

        correlate(x, w, padding=p, boundary=b)[n, o, q]  ==  Σ_c x[n, c] · Σ_t w[o, c, t]          for x constant

    x is constant in every channel. A blur that sums to one therefore leaves no frame around an even grey; with zeros
    it does.

    Catches: a boundary that falls back to zeros, on one side or for an axis of one element; a continuation that is not
    as long as the padding.
    """
    group = given.first_group()
    level = group.input[:, :, *[slice(1)] * given.rank]
    flat = replace(group, input=np.broadcast_to(level, group.input.shape).copy())
    taps = widened(group.weight).reshape(*group.weight.shape[:2], -1).sum(axis=2)
    sums = np.einsum("nc...,oc->no...", widened(level), taps)
    return Equation(impl.correlate(flat), np.broadcast_to(sums, group.output_shape))


@law(needs={"padding", "boundary"}, move=(1, 2))
def rolling_the_input_rolls_the_output(impl: Subject, given: Problem, *, move: int) -> Equation:
    """Under `wrap` there is no border: rolling the input rolls the output, of the same size, as far.

        correlate(x rolled by m, w, padding=same, boundary=wrap)  ==  correlate(x, w, …) rolled by m

    This is circular correlation, which the discrete Fourier transform turns into products.

    Catches: a padding that wraps round at one end alone; elements that are lost where it goes round more than once.
    """
    circular = replace(given, stride=1, padding="same_lower", boundary="wrap")
    moves, axes = (move,) * given.rank, tuple(range(2, given.rank + 2))
    rolled = replace(circular, input=np.roll(given.input, moves, axes))
    return Equation(impl.correlate(rolled), np.roll(impl.correlate(circular), moves, axes))


@law(operation="gradients", needs={"padding", "boundary"})
def gradients_add_over_the_copies(impl: Subject, given: Problem) -> Equation:
    """The gradient of an input element that a boundary repeats is the sum of the gradients of all its copies.

        d_input(x, w, y, padding=p, boundary=b)   ==  fold(d_input(extend(x, p, b), w, y))
        d_weight(x, w, y, padding=p, boundary=b)  ==  d_weight(extend(x, p, b), w, y)

    y is the cotangent. extend pads by hand, as in `boundary_is_explicit_extension`, and fold is its adjoint: it adds
    the gradient of each element beyond the ends to the gradient of the element that this one copies.

    Catches: gradients beyond the ends that are cut off, which is right for zeros alone; only the last copy counted; a
    weight gradient computed as if zeros were beyond the ends.
    """
    cotangent = fresh_cotangent(given)
    found = impl.gradients(given, cotangent, ("input", "weight"))
    longer, d_weight = impl.gradients(given.extended(), cotangent, ("input", "weight"))
    return Equation(found, (fold(widened(longer), given.pairs, given.boundary), d_weight))
