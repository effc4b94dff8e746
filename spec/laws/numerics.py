"""What rounding may do to real numbers, and what it may not.

The integers of the other chapters are never rounded, so they cannot show in which type a sum is kept.

K is the number of terms in a sum, u the unit roundoff of the dtype: 2⁻²⁴ in float32. The true sums are computed in a
wider type: float64, and for double precision `numpy.longdouble`; where that is no wider, double precision is not asked
about.
"""

from dataclasses import replace

import numpy as np

from .. import definition
from ..contract.outcomes import Rejection
from ..contract.subject import Subject
from ..definition.problem import Array, Problem
from ..operands.fresh import generator, nonempty, with_reals
from ..operands.numbers import reals
from .law import Equation, law
from .theory.rounding import (
    FEWEST,
    LARGEST_MEAN_SQUARE,
    MOST,
    enlarged,
    enlarged_back,
    error_bound,
    error_unit,
    gradient_bounds,
    true_gradients,
    true_sums,
)

DOUBLINGS = (MOST // FEWEST).bit_length()
TERMS = [FEWEST << doublings for doublings in range(DOUBLINGS) for _ in range(DOUBLINGS - doublings)]
"""Terms of a sum, a power of two times `FEWEST`: the fewer, the more often."""


@law(needs="inexact", terms=TERMS)
def error_is_within_the_bound(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """The error of every sum of real numbers is within the bound for its number of terms.

        |correlate(x, w, b) − y|  ≤  (K + 1)·u·(Σ|x||w| + |b|)          y: the true sums, K from 9 to 4,608

    A sum of n products has an error of at most n·u·Σ|x||w|, in whatever order it is added up, with and without fused
    multiplications, and for every n (Jeannerod and Rump, Improved error bounds for inner products in floating-point
    arithmetic, 2013). The bias counts as one more product. A product of complex numbers is rounded in several places,
    so four times as much is allowed. Algorithms that go through a transform mix the elements of a tile, so their bound
    is in terms of norms: 8·u·log₂(2m)·‖x̃‖·‖w‖, where m is the number of elements of a channel.

    Catches: operands or sums in a narrower type than the dtype, where the terms are few; a term that is lost among
    many; one output in a thousand that is computed in another way.
    """
    claims = impl.claims("correlate")
    real = enlarged(claims, given, terms)
    return Equation(impl.correlate(real), true_sums(real), within=error_bound(claims.rounding, real))


@law(needs="inexact", terms=TERMS)
def error_has_the_variance_of_the_dtype(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """Over a thousand outputs, the mean square of the errors is as small as the dtype allows, for any number of terms.

        mean of ((correlate(x, w, b) − y) / (u·(Σ|x||w| + |b|)))²  ≤  4          for x, w normal, K from 9 to 4,608

    The bound on a single error grows with K, and the errors do not: numbers are rounded up as often as down. There are
    K products and K − 1 additions, in any order. Each result is rounded by at most u times itself; it is a sum of j ≤ K
    terms of mean zero, so its mean square is j. If terms are added one after the other, the mean square of the error is
    at most u²·K·(K + 3)/2; any other order gives less. Σ|x||w| is about 2K/π, so in these units the mean square is at
    most 1.24·(1 + 3/K). This is less than 2 for all of these K, and 0.2 is usual. A complex product made of three real
    ones can double it. A wider type makes it smaller; a narrower type multiplies it by the square of the ratio of the
    two u: by 2²⁶ for float32 with sums kept in float16. Transforms are measured in their own unit, u·log₂(2m)·‖x̃‖·‖w‖.

    Catches: operands rounded to TF32 or bfloat16; sums kept in half precision, or in float32 for float64; a term that
    is left out.
    """
    claims = impl.claims("correlate")
    real = enlarged(claims, given, terms)
    true = true_sums(real)
    errors = np.abs(impl.correlate(real).astype(true.dtype) - true) / error_unit(claims.rounding, real)
    return Equation(np.mean(errors**2), np.zeros(()), within=LARGEST_MEAN_SQUARE)


@law(operation="gradients", needs={"direct", "float"}, terms=TERMS)
def gradient_errors_are_within_the_bound(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """The error of every gradient of real numbers is within the bound for its number of terms.

        |gradients(x, w, y) − the true ones|  ≤  (K + 1)·u·(the gradients of |x|, |w| and |y|)

    The three gradients are sums of different lengths K: over the filters and taps for the input, and over the items
    and windows for the weight and the bias.

    Catches: a backward pass that is computed in a narrower type than the forward pass; sums over a batch that are kept
    in half precision; a term that is lost among many.
    """
    real = replace(enlarged(impl.claims("gradients"), given, terms), bias=None)
    cotangent = reals(generator(given, "cotangent"), real.output_shape, str(real.input.dtype))
    true, bounds = true_gradients(real, cotangent), gradient_bounds(real, cotangent)
    return Equation(impl.gradients(real, cotangent), true, within=bounds)


@law(operation="transposed", needs={"direct", "inexact"}, terms=TERMS)
def transposed_errors_are_within_the_bound(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """The error of every sum of stamps of real numbers is within the bound for its number of terms.

        |transposed(x, w, b) − y|  ≤  (K + 1)·u·(transposed(|x|, |w|) + |b|)          y: the true sums

    K is the number of products that can overlap: channels times taps. For complex numbers four times as much is
    allowed.

    Catches: stamps that are added up in an array of a narrower type than the dtype; operands that are rounded for a
    product of matrices.
    """
    back = enlarged_back(impl.claims("transposed"), given, terms)
    return Equation(impl.transposed(back), true_sums(back), within=error_bound("direct", back))


@law(needs={"direct", "float"})
def every_bit_of_an_operand_counts(impl: Subject, given: Problem) -> Equation:
    """Where all terms of a sum but one are zero, the output is that one term, to the last bit.

        correlate(x, 2ʲ at one tap)      ==  2ʲ·x̃[stride·p + dilation·t]           for real x, bit by bit
        correlate(2ʲ at one element, w)  ==  2ʲ·w[t] where the window holds it      for real w, bit by bit

    Multiplying by a power of two changes no bit of a significand, and adding zeros changes nothing. So both operands
    must be used in the full precision of their dtype, however sums are rounded.

    Catches: operands that are rounded to TF32, bfloat16 or float16 before they are multiplied; doubles that are
    narrowed; scaling to eight bits.
    """
    real = replace(with_reals(nonempty(given.first_group())), boundary="zero")
    random = generator(given, "powers of two")

    def lone(array: Array) -> Array:
        """One power of two in every part of an array along its first axis, and zeros elsewhere."""
        alone = np.zeros_like(array, order="C")
        for part in alone:
            part[tuple(map(random.integers, part.shape))] = 2.0 ** random.integers(-3, 3, endpoint=True)
        return alone

    copied, stamped = replace(real, weight=lone(real.weight)), replace(real, input=lone(real.input))
    return Equation(
        (impl.correlate(copied), impl.correlate(stamped)),
        (definition.correlate(copied), definition.correlate(stamped)),
    )


@law(needs="integer", budget=4)
def integers_wrap_or_are_refused(impl: Subject, given: Problem) -> Equation:
    """Integers that grow too large wrap around modulo 2**bits, or are refused.

        correlate(x, w, b)  ==  b + Σ_c Σ_t x̃·w modulo 2**bits, or a refusal          for x, w, b of any size

    Modulo 2**bits, sums and products can be computed in any order, and a sum that fits is right even where a partial
    sum did not fit.

    Catches: saturation; sums that go through floating-point numbers and lose their last bits; a type that is too narrow
    on the way.
    """
    random, dtype = generator(given, "large"), given.input.dtype

    def large(array: Array) -> Array:
        limits = np.iinfo(dtype)
        return np.asarray(random.integers(limits.min, limits.max, array.shape, dtype, endpoint=True))

    bias = None if given.bias is None else large(given.bias)
    huge = replace(given, input=large(given.input), weight=large(given.weight), bias=bias)
    outcome = impl.attempt(huge)
    return Equation(outcome, outcome if isinstance(outcome, Rejection) else definition.correlate(huge))
