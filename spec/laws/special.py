"""NaN and infinity, in the operands or from sums that are too large: which outputs they reach.

What the specification leaves open about them is in `spec/reading/open_questions.py`.
"""

from dataclasses import replace

import numpy as np
from ml_dtypes import finfo

from .. import definition
from ..contract.subject import Subject
from ..definition.dtypes import widened
from ..definition.problem import Problem
from ..operands.fresh import fresh_cotangent, generator, nonempty, way_back
from ._options import Places, filters, outputs
from .law import Equation, law


@law(needs={"direct", "float"}, budget=4, place=lambda given: Places(given.weight.shape), value=("nan", "inf"))
def a_nan_in_a_filter_stays_in_its_feature_map(
    impl: Subject, given: Problem, *, place: tuple[int, ...], value: str
) -> Equation:
    """A NaN in the weight makes all outputs of its filter NaN, and changes no output of another filter.

        correlate(x, w with NaN in filter o)[:, o]  ==  NaN
        correlate(x, w with NaN in filter o)[:, q]  ==  correlate(x, w)[:, q]          for q ≠ o

    An infinity makes them infinite, for x > 0. Nothing is padded, so every weight meets an element of the input in
    every window. Whether an infinite weight also meets the zeros of a padding is left open.

    Catches: filters that are computed side by side and mixed; a weight of the next group that is multiplied by zero.
    """
    extended = given.extended()
    positive = replace(extended, input=np.abs(extended.input) + np.ones_like(extended.input))
    weight, expected = given.weight.copy(), impl.correlate(positive).astype(given.weight.dtype)
    weight[place] = expected[:, place[0]] = float(value)
    return Equation(impl.correlate(replace(positive, weight=weight)), expected)


@law(needs={"bias", "direct", "float"}, filter=filters, value=("nan", "-inf"))
def a_nan_in_a_bias_stays_in_its_feature_map(impl: Subject, given: Problem, *, filter: int, value: str) -> Equation:
    """A NaN in the bias makes all outputs of its filter NaN, and changes no output of another filter.

        correlate(x, w, b with NaN at o)[:, o]  ==  NaN
        correlate(x, w, b with NaN at o)[:, q]  ==  correlate(x, w, b)[:, q]          for q ≠ o

    An infinity makes them infinite.

    Catches: a bias that is added by a product with a column of ones, and to other filters by a product with zero.
    """
    assert given.bias is not None
    bias, expected = given.bias.copy(), impl.correlate(given).astype(given.bias.dtype)
    bias[filter] = expected[:, filter] = float(value)
    return Equation(impl.correlate(replace(given, bias=bias)), expected)


@law(needs={"direct", "float"})
def sums_that_are_too_large_are_infinite(impl: Subject, given: Problem) -> Equation:
    """An output is infinite where the exact sum is too large for the dtype, and exact everywhere else.

        correlate(2ᵃ·m, ±2ᵇ·1)  ==  ±∞ where 2ᵃ⁺ᵇ·correlate(m, 1) is too large, ±2ᵃ⁺ᵇ·correlate(m, 1) elsewhere

    The elements of m are zero or one at random, so windows hold different numbers of ones. Each filter has one sign.
    All products that are not zero have the same magnitude, a power of two, so their sums are exact in any order and any
    wider type. a + b is chosen so that the largest sums are beyond the dtype and others are not.

    Catches: sums that are clipped to the largest number; an overflow that comes out as NaN, by way of ∞ − ∞ or 0·∞;
    values that are scaled, and overflow, on the way to a sum that would not.
    """
    dtype = given.input.dtype
    random = generator(given, "ones")
    ones = random.integers(3, size=given.input.shape).clip(0, 1).astype(dtype)
    signs = random.choice([-1, 1], (len(given.weight), *[1] * (given.rank + 1))).astype(dtype)
    plain = replace(given, input=ones, weight=signs * np.ones_like(given.weight), bias=None)
    counts = definition.correlate(plain)
    # A count of half of this power of two, or more, is too large.
    power = int(finfo(dtype).maxexp) - int(np.log2(max(1, np.abs(counts).max(initial=1))))
    half = power // 2
    large = replace(plain, input=np.ldexp(ones, half), weight=np.ldexp(plain.weight, power - half))
    with np.errstate(over="ignore"):
        return Equation(impl.correlate(large), np.ldexp(counts, power))


@law(operation="gradients", needs={"direct", "float"}, place=outputs)
def a_nan_in_a_cotangent_stays_where_it_belongs(impl: Subject, given: Problem, *, place: tuple[int, ...]) -> Equation:
    """A NaN in the cotangent reaches only the gradients of its window, of its filter's weights and of its bias.

        gradients(x, w, y with NaN at n, o, p)  ==  NaN where the gradients of e(n, o, p), for x = w = 1, are not zero,
                                                    gradients(x, w, y) elsewhere

    e is one at n, o, p and zero elsewhere. Nothing is padded, so all of the filter's weights meet the window. x and w
    hold no zeros: a NaN need not be multiplied by a zero.

    Catches: a backward pass that stuffs groups or strides with zeros and multiplies them all; items that are mixed.
    """
    extended = nonempty(given.extended())
    ones = replace(extended, input=np.ones_like(extended.input), weight=np.ones_like(extended.weight))
    positive = replace(
        extended, input=np.abs(extended.input) + ones.input, weight=np.abs(extended.weight) + ones.weight
    )
    cotangent = fresh_cotangent(positive)
    lone, spoiled = np.zeros_like(cotangent), cotangent.copy()
    lone[place], spoiled[place] = 1, np.nan
    reached = definition.gradients(ones, lone)
    clean = impl.gradients(positive, cotangent)
    expected = tuple(np.where(hit != 0, np.nan, widened(back)) for hit, back in zip(reached, clean, strict=True))
    return Equation(impl.gradients(positive, spoiled), expected)


@law(operation="transposed", needs={"direct", "float"}, place=outputs)
def a_nan_stays_in_its_stamp(impl: Subject, given: Problem, *, place: tuple[int, ...]) -> Equation:
    """A NaN in the input makes all outputs that its stamp reaches NaN, and changes no other.

        transposed(x with NaN at n, c, p, w)  ==  NaN where transposed(e(n, c, p), 1) is not zero, transposed(x, w)
                                                  elsewhere          for w > 0

    e is one at n, c, p and zero elsewhere. The weights are positive, so that every tap of a stamp shows.

    Catches: items or groups that are mixed, with zeros for weights; a padding that is not cut off, but multiplied by
    zero.
    """
    back = replace(way_back(nonempty(given)), bias=None)
    positive = replace(back, weight=np.abs(back.weight) + np.ones_like(back.weight))
    lone, spoiled = np.zeros(back.input.shape, back.input.dtype), back.input.copy()
    lone[place], spoiled[place] = 1, np.nan
    reached = definition.transposed(replace(back, input=lone, weight=np.ones_like(back.weight)))
    expected = np.where(reached != 0, np.nan, widened(impl.transposed(positive)))
    return Equation(impl.transposed(replace(positive, input=spoiled)), expected)
