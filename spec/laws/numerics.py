"""What rounding may do to real numbers, and what it may not: the integers of the other chapters are never rounded, and
so cannot tell in what type a sum is kept.

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
    """Every sum of real numbers is as near to the true one as the roundings of its terms leave it.

        |correlate(x, w, b) − y|  ≤  (K + 1)·u·(Σ|x||w| + |b|)          y: the true sums, K from 9 to 4,608

    A sum of n products errs by n·u·Σ|x||w| at most, in whatever order it is added up, with and without fused
    multiplications, and for every n (Jeannerod and Rump, Improved error bounds for inner products in floating-point
    arithmetic, 2013); the bias is one product more. A product of complex numbers is rounded in several places, and four
    times as much is allowed. Algorithms that go through a transform mix the elements of a tile, and are only as near as
    the norms of input and weight say: 8·u·log₂(2m)·‖x̃‖·‖w‖, m being the elements of a channel.

    Catches: operands or sums in a narrower type than the dtype, where they are few; a term that is lost among many;
    one output in a thousand that is computed in another way.
    """
    claims = impl.claims("correlate")
    real = enlarged(claims, given, terms)
    return Equation(impl.correlate(real), true_sums(real), within=error_bound(claims.rounding, real))


@law(needs="inexact", terms=TERMS)
def error_has_the_variance_of_the_dtype(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """Over a thousand outputs the errors are as small as the dtype makes them, however many terms a sum has.

        mean of ((correlate(x, w, b) − y) / (u·(Σ|x||w| + |b|)))²  ≤  4          for x, w normal, K from 9 to 4,608

    The bound on a single error grows with K, and the errors do not: roundings go up as often as down. There are K
    products and K − 1 additions, in any order. Each is rounded by at most u times its result, and such a result is a
    sum of j ≤ K terms of mean zero, whose mean square is j. One after the other they add up to u²·K·(K + 3)/2 at most,
    any other order to less, and Σ|x||w| is about 2K/π: in these units the mean square is at most 1.24·(1 + 3/K), less
    than 2 for all of these K, and 0.2 is usual. A complex product made of three real ones can double it. A wider type
    makes it smaller, a narrower one larger by the square of what it is coarser: 2²⁶ in sums kept in float16 for
    float32. Transforms are measured in their own unit, u·log₂(2m)·‖x̃‖·‖w‖.

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
    """Every gradient of real numbers is as near to the true one as the roundings of its own terms leave it.

        |gradients(x, w, y) − the true ones|  ≤  (K + 1)·u·(the gradients of |x|, |w| and |y|)

    The three are sums of different lengths K: over the filters and taps for the input, and over the items and windows
    for the weight and the bias.

    Catches: a way back that is computed in a narrower type than the way there; sums over a batch that are kept in half
    precision; a term that is lost among many.
    """
    real = replace(enlarged(impl.claims("gradients"), given, terms), bias=None)
    cotangent = reals(generator(given, "cotangent"), real.output_shape, str(real.input.dtype))
    true, bounds = true_gradients(real, cotangent), gradient_bounds(real, cotangent)
    return Equation(impl.gradients(real, cotangent), true, within=bounds)


@law(operation="transposed", needs={"direct", "inexact"}, terms=TERMS)
def transposed_errors_are_within_the_bound(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """Every sum of stamps of real numbers is as near to the true one as the roundings of its terms leave it.

        |transposed(x, w, b) − y|  ≤  (K + 1)·u·(transposed(|x|, |w|) + |b|)          y: the true sums

    K counts the stamps that can overlap: channels times taps. Complex numbers are allowed four times as much.

    Catches: stamps that are added up in a narrower type than the dtype, in memory that holds no more; operands that are
    rounded for a product of matrices.
    """
    back = enlarged_back(impl.claims("transposed"), given, terms)
    return Equation(impl.transposed(back), true_sums(back), within=error_bound("direct", back))


@law(needs={"direct", "float"})
def every_bit_of_an_operand_counts(impl: Subject, given: Problem) -> Equation:
    """Where all other terms are zero, the one that is not comes out as it is, to the last bit.

        correlate(x, 2ʲ at one tap)      ==  2ʲ·x̃[stride·p + dilation·t]           for real x, bit by bit
        correlate(2ʲ at one element, w)  ==  2ʲ·w[t] where the window holds it      for real w, bit by bit

    A power of two changes no bit of a significand, and adding zeros changes nothing. So the precision that a dtype
    promises is there, in both operands, whatever becomes of it in a sum.

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
    """Integers that grow too large lose what lies beyond their bits and nothing else, or are refused.

        correlate(x, w, b)  ==  b + Σ_c Σ_t x̃·w modulo 2**bits, or a refusal          for x, w, b of any size

    Modulo 2**bits sums and products can be taken in any order, and a sum that fits is right even where a part of it did
    not fit.

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
