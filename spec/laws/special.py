"""NaN and infinity, in the operands or from sums that are too large: which outputs they reach.

What the specification leaves open about them is in `spec/reading/open_questions.py`.
"""

from dataclasses import replace

import numpy as np
from ml_dtypes import finfo

from .. import definition
from ..contract.exactness import products
from ..contract.outcomes import NotClaimed
from ..contract.subject import ARGUMENTS, Subject
from ..definition.dtypes import EXACT_BITS, widened
from ..definition.problem import Array, Problem
from ..operands.fresh import fresh_cotangent, generator, nonempty, way_back
from ..operands.numbers import scale
from ._operations import Answer, Arrays, of_every_operation
from ._options import Places, filters, outputs
from .law import Equation, law

SIGNS = ("alike", "mixed")
"""The signs of the terms of a sum: one, or both."""

BIASED = ("correlate", "convolve", "transposed")
"""The operations that may have a bias."""


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
    """A NaN in the bias makes all outputs of its filter NaN and changes no other, in every operation that is offered.

        correlate(x, w, b with NaN at o)[:, o]  ==  NaN
        correlate(x, w, b with NaN at o)[:, q]  ==  correlate(x, w, b)[:, q]          for q ≠ o

    An infinity makes them infinite.

    Catches: a bias that is added by a product with a column of ones, and to other filters by a product with zero.
    """

    def ask(name: str, operands: Arrays, answer: Answer) -> Equation:
        if name not in BIASED or len(operands) < 3:
            raise NotClaimed(f"a bias of {name}")
        *arrays, bias = operands
        at, spoiled, (clean,) = filter % len(bias), bias.copy(), answer(*operands)
        expected = clean.astype(bias.dtype)
        spoiled[at] = expected[:, at] = float(value)
        return Equation(answer(*arrays, spoiled), (expected,))

    return of_every_operation(impl, given, ask)


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
    large = replace(plain, input=scale(ones, half), weight=scale(plain.weight, power - half))
    with np.errstate(over="ignore"):
        return Equation(impl.correlate(large), scale(scale(counts, power - 1), 1))


@law(needs={"direct", "float"}, large=("both", "input", "weight"), signs=SIGNS)
def sums_within_the_range_do_not_overflow(impl: Subject, given: Problem, *, large: str, signs: str) -> Equation:
    """Where the magnitudes of all terms add up to less than the largest number, no sum overflows, in whatever order.

        correlate(±2ᵃ, ±2ᵇ)  ==  2ᵃ⁺ᵇ·correlate(±1, ±1)          K·2ᵃ⁺ᵇ from half the range to all of it

    A part of a sum is no larger than its magnitudes together, so this holds of every order; where they add up to more,
    a part may overflow though the whole does not, and nothing is asked. Both operands are large, or one is as large as
    numbers get and the other small. Terms have one sign in a filter, or mixed ones that cancel.

    Catches: sums that are kept in a type with a shorter exponent; values that are doubled, or added before they are
    multiplied, on the way to a sum that fits.
    """
    power, first = _within_range(given, given.terms, large)
    x, w = _signed(given, given.input, signs, 0), _signed(given, given.weight, signs, 1)
    plain = replace(given, input=x, weight=w, bias=None)
    huge = replace(plain, input=scale(x, first), weight=scale(w, power - first))
    return Equation(impl.correlate(huge), scale(definition.correlate(plain), power))


@law(operation="transposed", needs={"direct", "float"}, large=("both", "input", "weight"), signs=SIGNS)
def stamps_within_the_range_do_not_overflow(impl: Subject, given: Problem, *, large: str, signs: str) -> Equation:
    """Where the magnitudes of all stamps add up to less than the largest number, no sum of them overflows.

        transposed(±2ᵃ, ±2ᵇ)  ==  2ᵃ⁺ᵇ·transposed(±1, ±1)          K·2ᵃ⁺ᵇ from half the range to all of it

    Catches: stamps that are added up in a type with a shorter exponent; operands that are scaled up on the way back.
    """
    back = replace(way_back(nonempty(given)), bias=None)
    power, first = _within_range(given, back.terms, large)
    x, w = _signed(given, back.input, signs, 0), _signed(given, back.weight, signs, 1)
    plain = replace(back, input=x, weight=w)
    huge = replace(plain, input=scale(x, first), weight=scale(w, power - first))
    return Equation(impl.transposed(huge), scale(definition.transposed(plain), power))


@law(operation="gradients", needs={"direct", "float"}, large=("both", "operands", "cotangent"), signs=SIGNS)
def gradients_within_the_range_do_not_overflow(impl: Subject, given: Problem, *, large: str, signs: str) -> Equation:
    """Where the magnitudes of all terms add up to less than the largest number, no gradient overflows.

        gradients(±2ᵃ, ±2ᵃ, ±2ᵇ)  ==  2ᵃ⁺ᵇ, 2ᵃ⁺ᵇ, 2ᵇ times gradients(±1, ±1, ±1)          K·2ᵃ⁺ᵇ up to the range

    K is that of the gradient that adds up most.

    Catches: cotangents that are scaled up, as a loss is in mixed precision; sums over a batch in a shorter type.
    """
    batch = nonempty(given)
    power, first = _within_range(batch, max(products(argument, batch) for argument in ARGUMENTS), large)
    second = power if large == "cotangent" else power - first
    first = power - second
    x, w = _signed(given, batch.input, signs, 0), _signed(given, batch.weight, signs, 1)
    plain = replace(batch, input=x, weight=w, bias=None)
    y = _signed(given, np.empty(batch.output_shape, x.dtype), signs, 1)
    huge = replace(plain, input=scale(x, first), weight=scale(w, first))
    d_input, d_weight, d_bias = definition.gradients(plain, y)
    right = scale(d_input, power), scale(d_weight, power), scale(d_bias, second)
    return Equation(impl.gradients(huge, scale(y, second)), right)


def _within_range(given: Problem, terms: int, large: str) -> tuple[int, int]:
    """The exponent of a product, so many of which add up to less than the largest number and half of it or more; and
    that of its first factor, which is as large as the second where `both` are, or as numbers get, or makes the second
    so. Raises NotClaimed where so many terms are rounded as they are counted.
    """
    dtype = given.input.dtype
    if terms >= 2 ** EXACT_BITS[str(dtype)]:
        raise NotClaimed(f"{terms} terms in {dtype}")
    most = int(finfo(dtype).maxexp) - 1
    power = most + 1 - max(1, terms).bit_length()
    return power, {"both": power // 2, "input": most, "operands": most}.get(large, power - most)


def _signed(given: Problem, array: Array, signs: str, axis: int) -> Array:
    """Ones and minus ones in the shape of `array`: mixed, or alike for every number along an axis."""
    shape = [length if signs == "mixed" or along == axis else 1 for along, length in enumerate(array.shape)]
    drawn = generator(given, f"signs of {array.shape}").choice([-1, 1], shape)
    return np.broadcast_to(drawn, array.shape).astype(array.dtype)


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
