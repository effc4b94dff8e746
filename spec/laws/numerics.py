"""What rounding may do to real numbers, and what it may not.

The integers of the other chapters are never rounded, so they cannot show in which type a sum is kept.

K is the number of terms in a sum, u the unit roundoff of the dtype: 2⁻²⁴ in float32. The true sums are computed in a
wider type: float64, and for double precision `numpy.longdouble`; where that is no wider, double precision is not asked
about.
"""

import math
from dataclasses import replace

import numpy as np
from ml_dtypes import finfo

from .. import definition
from ..contract.outcomes import Rejection
from ..contract.subject import ARGUMENTS, Subject
from ..definition.problem import Array, Problem
from ..operands.fresh import generator, nonempty, way_back, with_reals
from ..operands.numbers import reals, scale
from .law import Equation, law
from .theory.rounding import (
    FEWEST,
    LARGEST_MEAN_SQUARE,
    MOST,
    box,
    enlarged,
    enlarged_back,
    enlarged_for,
    error_bound,
    error_unit,
    fractional_bias,
    gradient_bounds,
    gradient_magnitudes,
    mean_square,
    rounding_unit,
    true_gradients,
    true_step,
    true_sums,
)

DOUBLINGS = (MOST // FEWEST).bit_length()
TERMS = [FEWEST << doublings for doublings in range(DOUBLINGS) for _ in range(DOUBLINGS - doublings)]
"""Terms of a sum, a power of two times `FEWEST`: the fewer, the more often."""

HALF = 0.5
"""A rate whose double is one, and rounds nothing."""

EVERY_LENGTH = [FEWEST << doublings for doublings in range(DOUBLINGS)]
"""The same, each as often."""

SIZES = ("sums", "numbers")
"""How large a bias is: as sums are, or as numbers get that have halves."""

MANY = ("windows", "items")
"""What there are many of where a weight, or a bias, adds up many terms on the way back."""


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
    true = true_sums(real)
    return Equation(impl.correlate(real), true, within=error_bound(claims, real, true))


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
    found = mean_square(impl.correlate(real), true, error_unit(claims, real, true))
    return Equation(found, np.zeros(()), within=LARGEST_MEAN_SQUARE)


@law(operation="convolve", needs="inexact", terms=TERMS)
def convolution_errors_are_within_the_bound(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """Every sum of a convolution of real numbers is as near to the true one as that of a correlation.

        |convolve(x, w, b) − y|  ≤  (K + 1)·u·(Σ|x||w| + |b|)          y: the true sums, K from 9 to 4,608

    Reversing a kernel rounds nothing.

    Catches: a convolution that takes another way than the correlation, in a narrower type, or through a transform.
    """
    claims = impl.claims("convolve")
    real = enlarged(claims, given, terms)
    there = real.with_kernel_reversed()
    true = true_sums(there)
    return Equation(impl.convolve(real), true, within=error_bound(claims, there, true))


@law(operation="convolve", needs="inexact", terms=TERMS)
def convolution_errors_have_the_variance_of_the_dtype(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """Over a thousand outputs of a convolution the errors are as small as those of a correlation.

        mean of ((convolve(x, w, b) − y) / (u·(Σ|x||w| + |b|)))²  ≤  4          for x, w normal, K from 9 to 4,608

    See `error_has_the_variance_of_the_dtype`.

    Catches: operands rounded to TF32 or bfloat16, and sums in half precision, in the convolution alone.
    """
    claims = impl.claims("convolve")
    real = enlarged(claims, given, terms)
    there = real.with_kernel_reversed()
    true = true_sums(there)
    found = mean_square(impl.convolve(real), true, error_unit(claims, there, true))
    return Equation(found, np.zeros(()), within=LARGEST_MEAN_SQUARE)


@law(needs={"direct", "inexact"})
def a_box_filter_rounds_no_more_than_others(impl: Subject, given: Problem) -> Equation:
    """A kernel whose taps are all equal errs no more than any other, on every output and on average.

        |correlate(x, c·1) − y|  ≤  (K + 1)·u·Σ|x||c|
        mean of ((correlate(x, c·1) − y) / (u·Σ|x||c|))²  ≤  4          for x normal, 25 taps or more, 144 windows

    Where the weights are equal the window's sum can be had from running sums over the whole image, at four additions a
    window. But a difference of running sums has the roundings of everything before the window; so that these show, the
    first elements along the first axis are large, and the mean is over the windows behind. The bounds are those of
    `error_is_within_the_bound` and `error_has_the_variance_of_the_dtype`, whose sums of j terms have the mean square j
    for equal weights as well; Σ|x||c| is 0.8·K·|c| then, and the mean square less.

    Catches: summed-area tables and sliding sums for box filters.
    """
    claims = impl.claims("correlate")
    real = replace(box(given, 25, 144), bias=None)
    real.input[:, :, 0] *= real.input.dtype.type(2.0 ** (int(finfo(real.input.real.dtype).maxexp) // 13))
    found, true = impl.correlate(real), true_sums(real)
    behind = (slice(None), slice(None), slice(1, None))
    average = mean_square(found[behind], true[behind], error_unit(claims, real, true)[behind])
    bounds = error_bound(claims, real, true), LARGEST_MEAN_SQUARE
    return Equation((found, average), (true, np.zeros(())), within=bounds)


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
    true = true_gradients(real, cotangent)
    bounds = gradient_bounds(impl.claims("gradients"), real, cotangent, true)
    return Equation(impl.gradients(real, cotangent), true, within=bounds)


@law(operation="gradients", needs={"batched", "direct", "float"}, argument=ARGUMENTS, many=MANY, terms=EVERY_LENGTH)
def gradient_errors_have_the_variance_of_the_dtype(
    impl: Subject, given: Problem, *, argument: str, many: str, terms: int
) -> Equation:
    """Over all of a gradient the errors are as small as the dtype makes them, however many terms its sums have.

        mean of ((d − the true one) / (u·(the gradient of |x|, |w| and |y|)))²  ≤  4          for each of the three d

    The gradient of the input is made of sums over filters and taps, those of the weight and the bias over items and
    windows; K is from 9 to 4,608, by many windows or by many items. Numbers are normal, and so each is a sum of K
    products of mean zero, for which 4 is derived in `error_has_the_variance_of_the_dtype`: elements at an end have
    fewer terms, and those that have none are left out. A bias adds up numbers, not products: K additions of sums with
    the mean square j come to K²/2, over a (Σ|y|)² of 0.64·K² and more.

    Catches: items that are added up in bfloat16; sums in float32 for float64 from some size on; operands rounded to
    TF32 on the way back alone.
    """
    claims = impl.claims("gradients")
    real = enlarged_for(argument, claims, given, terms, many)
    cotangent = reals(generator(given, "cotangent"), real.output_shape, str(real.input.dtype))
    (found,) = impl.gradients(real, cotangent, (argument,))
    which = ARGUMENTS.index(argument)
    true = true_gradients(real, cotangent)[which]
    unit = rounding_unit(claims, real.input.dtype, gradient_magnitudes(real, cotangent)[which], true)
    return Equation(mean_square(found, true, unit), np.zeros(()), within=LARGEST_MEAN_SQUARE)


@law(operation="transposed", needs={"direct", "inexact"}, terms=TERMS)
def transposed_errors_are_within_the_bound(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """The error of every sum of stamps of real numbers is within the bound for its number of terms.

        |transposed(x, w, b) − y|  ≤  (K + 1)·u·(transposed(|x|, |w|) + |b|)          y: the true sums

    K is the number of products that can overlap: channels times taps. For complex numbers four times as much is
    allowed.

    Catches: stamps that are added up in an array of a narrower type than the dtype; operands that are rounded for a
    product of matrices.
    """
    claims = impl.claims("transposed")
    back = enlarged_back(claims, given, terms)
    true = true_sums(back)
    return Equation(impl.transposed(back), true, within=error_bound(claims, back, true))


@law(operation="transposed", needs={"direct", "inexact"}, terms=TERMS)
def transposed_errors_have_the_variance_of_the_dtype(impl: Subject, given: Problem, *, terms: int) -> Equation:
    """Over all outputs of a transposed correlation the errors are as small as the dtype makes them.

        mean of ((transposed(x, w, b) − y) / (u·(transposed(|x|, |w|) + |b|)))²  ≤  4          for x, w normal

    Each output is a sum of products of mean zero, as many as stamps overlap there, and one of K terms errs as one of a
    correlation does (see `error_has_the_variance_of_the_dtype`). Outputs that no stamp reaches are left out.

    Catches: operands rounded to TF32 or bfloat16, and stamps added up in half precision, on the way back alone.
    """
    claims = impl.claims("transposed")
    back = enlarged_back(claims, given, terms)
    true = true_sums(back)
    found = mean_square(impl.transposed(back), true, error_unit(claims, back, true))
    return Equation(found, np.zeros(()), within=LARGEST_MEAN_SQUARE)


@law(operation="train", needs={"batched", "direct"}, many=MANY, terms=EVERY_LENGTH)
def a_step_of_descent_rounds_like_the_dtype(impl: Subject, given: Problem, *, many: str, terms: int) -> Equation:
    """A step of descent on real numbers is as near to the true one as its roundings leave it, each weight and in all.

        |train(x, y, w, η, 1) − the true step|  ≤  ((1 + (K + 1)·u)·(1 + M·u)·(1 + u)⁴ − 1)·(|w| + 2η·|x|ᵀs)
        mean of ((train(x, y, w, η, 1) − the true step) / (u·(|w| + 2η·|x|ᵀs)))²  ≤  4          s = Σ|x||w| + |y|

    K are the products of a residual, and M, from 9 to 4,608, the residuals of a weight: by many windows or by many
    items. x and y are normal, and w is smaller by 4·√M, so that the terms x·(w·x − y) of the gradient have nearly the
    mean zero: j of them have a mean square of at most j·(1 + 1/16). The roundings of residuals come to 2·s² in the mean
    square each at most, and as their signs differ to a part in M of that in the weight; those of the sum over M to
    1.24·(1 + 3/M)·(1 + 1/16), and four more to less than one.

    Catches: a step that is computed in half precision or TF32; gradients of items that are added up in a narrower type.
    """
    real, target = _real_lesson(impl, given, many, terms)
    true = true_step(real, target, HALF)
    learned, _ = impl.train(real.input, target, real.weight, HALF, 1)
    average = mean_square(learned, true.weight, true.weight_unit)
    bounds = true.weight_error, LARGEST_MEAN_SQUARE
    return Equation((learned, average), (true.weight, np.zeros(())), within=bounds)


@law(operation="train", needs={"batched", "direct"}, many=MANY, terms=EVERY_LENGTH)
def losses_are_within_the_bound(impl: Subject, given: Problem, *, many: str, terms: int) -> Equation:
    """The loss of real numbers is as near to the true one as the roundings of its residuals and their squares leave it.

        |loss − Σr²|  ≤  Σ (2·|r|·e + e²) + (n + 1)·u·Σ (|r| + e)²          r = A·w − y, n of them, e = (K + 1)·u·s

    K are the products of a residual, and s = Σ|x||w| + |y|.

    Catches: a loss of doubles that goes through float32, in a metric or a log.
    """
    real, target = _real_lesson(impl, given, many, terms)
    true = true_step(real, target, HALF)
    _, losses = impl.train(real.input, target, real.weight, HALF, 1)
    return Equation(losses, true.loss, within=true.loss_error)


def _real_lesson(impl: Subject, given: Problem, many: str, terms: int) -> tuple[Problem, Array]:
    """A layer whose weights are small, real numbers, and what it is to learn."""
    real = enlarged_for("weight", impl.claims("train"), given, terms, many)
    windows = len(real.input) * math.prod(real.output_size)
    real = replace(real, weight=scale(real.weight, -2 - windows.bit_length() // 2))
    return real, reals(generator(given, "target"), real.output_shape, str(real.input.dtype))


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


@law(needs={"bias", "direct", "inexact"}, size=SIZES)
def every_bit_of_a_bias_counts(impl: Subject, given: Problem, *, size: str) -> Equation:
    """A bias that is no integer is added once, to the last bit, before the sum or after it.

        correlate(x, w, b)  ==  Σ x·w + b          for integers x, w, and fractions b that have every digit left

    b is about as large as sums are, and has as small a fraction as leaves them exact, or as large as numbers with
    halves get: Σ|x||w| + |b| has no more digits than the dtype. So nothing is rounded, in whatever order, in half types
    either.

    Catches: a bias that is kept in a narrower type than the sum; one that is rounded to integers; one that is added to
    a sum in a narrower type.
    """
    biased = fractional_bias(given, size)
    return Equation(impl.correlate(biased), definition.correlate(biased))


@law(operation="convolve", needs={"bias", "direct", "inexact"}, size=SIZES)
def every_bit_of_a_convolutions_bias_counts(impl: Subject, given: Problem, *, size: str) -> Equation:
    """The bias of a convolution is added once, to the last bit, though it is no integer.

        convolve(x, w, b)  ==  Σ x·w + b          for integers x, w, and fractions b that have every digit left

    Catches: a bias that is rounded, or forgotten, by the convolution alone.
    """
    biased = fractional_bias(given, size)
    return Equation(impl.convolve(biased), definition.convolve(biased))


@law(operation="transposed", needs={"bias", "direct", "inexact"}, size=SIZES)
def every_bit_of_a_transposed_bias_counts(impl: Subject, given: Problem, *, size: str) -> Equation:
    """The bias of a transposed correlation is added once, to the last bit, though it is no integer.

        transposed(x, w, b)  ==  transposed(x, w) + b          for integers x, w, and fractions b with every digit left

    Catches: a bias that is rounded by the way back alone; one that is added with every stamp.
    """
    biased = fractional_bias(way_back(given), size)
    return Equation(impl.transposed(biased), definition.transposed(biased))


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
