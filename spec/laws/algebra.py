"""Correlation is bilinear, and what follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from ..contract.claims import Claims
from ..contract.outcomes import NotClaimed
from ..contract.subject import Subject
from ..definition.dtypes import widened
from ..definition.problem import Problem
from ..operands import numbers
from ..operands.fresh import fresh_operand, generator, nonempty, with_reals
from ..operands.numbers import scale, times
from ._axes import along
from ._operations import Answer, Arrays, of_every_operation
from ._options import exponents
from .law import Equation, law

ADDED_UP = 1024
"""Elements of an image of which all that is made of them can be added up exactly (see `numbers.amplitude`)."""


def _operands(given: Problem, claims: Claims) -> Sequence[str]:
    """Real numbers, and the integers of the problem where multiples of them are sure to have exact sums as well."""
    return ("reals",) if given.input.dtype.kind in "iu" or claims.rounding == "transform" else ("integers", "reals")


@law()
def linear_in_the_input(impl: Subject, given: Problem) -> Equation:
    """A weighted sum of two inputs gives the same weighted sum of their outputs.

        correlate(2·x − 3·x′, w)  ==  2·correlate(x, w) − 3·correlate(x′, w)

    A bias is not linear and is left out.

    Catches: saturation and clipping; a maximum where a sum should be; values that are rounded to a coarser type.
    """
    plain = replace(given, bias=None)
    other = fresh_operand(given, "input")
    combined = replace(plain, input=times(2, given.input) - times(3, other))
    one, another = impl.correlate(plain), impl.correlate(replace(plain, input=other))
    return Equation(impl.correlate(combined), 2 * widened(one) - 3 * widened(another))


@law()
def linear_in_the_weight(impl: Subject, given: Problem) -> Equation:
    """A weighted sum of two kernels gives the same weighted sum of their outputs.

        correlate(x, 2·w − 3·w′)  ==  2·correlate(x, w) − 3·correlate(x, w′)

    So a kernel can be learned: the output is a linear function of its weights, and the squared error is a paraboloid.

    Catches: kernels that are normalised, symmetrised or cached; weights that are quantised on the way.
    """
    plain = replace(given, bias=None)
    other = fresh_operand(given, "weight")
    combined = replace(plain, weight=times(2, given.weight) - times(3, other))
    one, another = impl.correlate(plain), impl.correlate(replace(plain, weight=other))
    return Equation(impl.correlate(combined), 2 * widened(one) - 3 * widened(another))


@law(needs="axes")
def separable_kernels_factor(impl: Subject, given: Problem) -> Equation:
    """A kernel that is a product of one line per axis can be applied one axis after the other.

        correlate(x, u ⊗ v)  ==  correlate(correlate(x, u as a column), v as a row)

    Blurs and Sobel's edge detectors are such kernels. They take k + k multiplications instead of k·k. Each axis has
    its own stride, dilation and padding.

    Catches: axes that influence each other; parameters of one axis applied to another; special cases for 1×k and k×1.
    """
    first = nonempty(given).first_group().explicit()
    plane = replace(first, input=first.input[:1, :1], weight=first.weight[:1, :1])
    random, dtype = generator(given, "lines"), str(given.weight.dtype)
    lines = [numbers.integers(random, (length,), dtype, 2) for length in given.kernel]
    output = plane.input
    for axis, line in enumerate(lines):
        output = impl.correlate(replace(along(plane, axis, line), input=output))
    return Equation(impl.correlate(replace(plane, weight=reduce(np.multiply.outer, lines)[None, None])), output)


@law(needs="padding")
def the_full_output_sums_to_the_product_of_sums(impl: Subject, given: Problem) -> Equation:
    """Added up over all positions, a full correlation is the sum of the input times the sum of the kernel.

        Σ_p correlate(x, w, padding=full)[n, o, p]  ==  Σ_c (Σ_i x[n, c, i]) · (Σ_t w[o, c, t])

    Every element meets every tap exactly once. A blur that sums to one therefore keeps the brightness of an image.

    Catches: a window that is missing at an end; a tap counted twice; a tail of a vector that is summed into the
    wrong element.
    """
    group = replace(given.first_group(), stride=1, boundary="zero")
    longest = round(ADDED_UP ** (1 / given.rank))
    short = replace(group, input=group.input[:, :, *[slice(longest)] * given.rank])
    full = replace(short, padding=tuple((extent - 1, extent - 1) for extent in short.extents))
    spatial = tuple(range(2, 2 + given.rank))
    sums = np.einsum("nc,oc->no", widened(full.input).sum(axis=spatial), widened(full.weight).sum(axis=spatial))
    return Equation(widened(impl.correlate(full)).sum(axis=spatial), sums)


@law(budget=2, operands=_operands, input_exponent=exponents, weight_exponent=exponents)
def powers_of_two_factor_out(
    impl: Subject, given: Problem, *, operands: str, input_exponent: int, weight_exponent: int
) -> Equation:
    """Multiplying input and weight by powers of two multiplies the output by the product of both powers, exactly.

        correlate(2ᵃ·x, 2ᵇ·w)  ==  2ᵃ⁺ᵇ·correlate(x, w)          bit by bit

    A power of two changes the exponent of a floating-point number and leaves its digits alone, so every rounding on the
    way is the same. This holds for the integers of the problem and for real numbers. The exponents are chosen so that
    sums neither overflow nor become subnormal; they are small for integer dtypes, half precision and transforms.

    Catches: weights taken for zero because they are small; a constant that is added or compared with; sums that are
    clipped; a detour through a type with a shorter exponent, or through fixed-point numbers.
    """
    plain = replace(given if operands == "integers" else with_reals(given), bias=None)
    scaled = replace(plain, input=scale(plain.input, input_exponent), weight=scale(plain.weight, weight_exponent))
    return Equation(impl.correlate(scaled), scale(impl.correlate(plain), input_exponent + weight_exponent))


@law(needs="float", exponent=exponents)
def powers_of_two_factor_out_of_every_operation(impl: Subject, given: Problem, *, exponent: int) -> Equation:
    """Multiplying an operand by a power of two multiplies the answers of every operation by it, exactly.

        convolve(x, 2ᵃ·w)         ==  2ᵃ·convolve(x, w)          bit by bit
        transposed(x, 2ᵃ·w)       ==  2ᵃ·transposed(x, w)
        gradients(x, w, of 2ᵃ·y)  ==  2ᵃ·gradients(x, w, of y)

    `powers_of_two_factor_out` says why, and says it of `correlate`. On the way back small numbers are common: a mean
    over a batch of pixels divides its cotangent by their number.

    Catches: a kernel that is taken for symmetric, or a cotangent for zero, because its numbers are small.
    """

    def factored(name: str, operands: Arrays, answer: Answer) -> Equation:
        if name in ("correlate", "train"):
            raise NotClaimed("another operation")
        *others, last = operands
        return Equation(
            answer(*others, scale(last, exponent)), tuple(scale(one, exponent) for one in answer(*operands))
        )

    return of_every_operation(impl.unrounded(), replace(given, bias=None), factored)
