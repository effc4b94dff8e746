"""Layers at full size, where libraries take other paths than for small problems.

Computing a layer a second time, by the definition, would take too long for a quick check. A small part of that work is
enough to check the output.
"""

import numpy as np
from threadpoolctl import threadpool_limits

from ..contract.subject import Subject
from ..definition.problem import Problem
from ..operands.fresh import fresh_cotangent, generator, nonempty, way_back
from ._options import Place, inputs
from ._windows import stays_in_its_windows
from .law import Equation, law
from .theory import probes
from .theory.contraction import Contraction, backwards


@law(needs={"batched", "float"}, draws="layer")
def contracting_the_output_contracts_the_operands(impl: Subject, given: Problem) -> Equation:
    """The output, weighed over items, filters and windows, is the correlation of the weighed input and kernel.

        Σ_n Σ_o Σ_i r_n·s_o·q_i·y[n, o, i, j]  ==  Σ_c Σ_t Σ_u x′[c, t, stride·j + dilation·u] · w′[c, t, u]

        x′[c, t, ·] = Σ_n Σ_i r_n·q_i·x̃[n, c, stride·i + dilation·t, ·]          w′[c, t, u] = Σ_o s_o·w[o, c, t, u]

    Both sides are counted modulo the prime 65,521, and cost little more than reading what is weighed. What is wrong
    with the output makes the difference a polynomial, linear in each of r, s and q, whose values are any but zero. It
    vanishes with a probability of at most 3/65,520, one in 21,840, however many outputs are wrong (Schwartz and
    Zippel), and never where only one is; unless all are off by multiples of the prime.

    Catches: tails of blocks, tiles and vectors; indices that overflow; sums in too narrow a type.
    """
    contraction = Contraction.of(given, *given.output_shape[:3])
    return Equation(contraction.of_result(impl.correlate(given)), contraction.of_correlation(given))


@law(needs={"batched", "float"}, draws="layer")
def a_single_output_is_its_window_times_its_filter(impl: Subject, given: Problem) -> Equation:
    """Any single output of a layer is what the sum says of its window and its filter.

        y[n, o, p]  ==  bias[o] + Σ_c Σ_t x̃[n, c, stride·p + dilation·t] · w[o, c, t]

    Of the millions of outputs this computes 32 by themselves, of which many lie on the first or last index of an axis:
    items, filters, edges and corners.

    Catches: borders and last blocks that are left out; a stretch of the output that is never written.
    """
    whole = nonempty(given)
    at = probes.places(generator(given, "probes"), whole.output_shape)
    return Equation(impl.correlate(whole)[at], probes.of_correlation(whole, at))


@law(needs={"batched", "float"}, draws="layer", budget=1 / 3)
def the_number_of_threads_is_immaterial(impl: Subject, given: Problem) -> Equation:
    """Two threads compute what one computes.

        correlate(x, w) with two threads  ==  correlate(x, w) with one

    A layer is work enough to be divided, and on integers no order of sums shows. The threads are those of BLAS and of
    OpenMP. Of a library with a pool of its own, such as that of Eigen or XLA, the law says no more than that the same
    call gives the same output twice.

    Catches: a race for an accumulator; rows left over where threads share them out; a workspace that threads share.
    """
    with threadpool_limits(limits=2):
        together = impl.correlate(given)
    with threadpool_limits(limits=1):
        alone = impl.correlate(given)
    return Equation(together, alone)


@law(needs={"batched", "direct", "float"}, draws="layer", budget=1 / 3, element=inputs)
def a_nan_in_a_layer_stays_in_its_windows(impl: Subject, given: Problem, *, element: Place) -> Equation:
    """A NaN in the input of a layer makes the outputs of all windows that hold it NaN, and changes no other output.

        correlate(x with NaN at i, w)[p]  ==  NaN where window p holds i, correlate(x, w)[p] elsewhere

    `a_nan_stays_in_its_windows` says the same of small problems. Here are those for which an algorithm is chosen that
    needs fewer products.

    Catches: Strassen's or Winograd's products, or an FFT, from some size on, which add a NaN to what they take it from
    again.
    """
    return stays_in_its_windows(impl, given, element, np.nan)


@law(operation="gradients", needs={"batched", "float"}, draws="layer")
def contracting_the_gradients_contracts_the_cotangent(impl: Subject, given: Problem) -> Equation:
    """The gradients, weighed along their axes, are small sums of the weighed cotangent and the weighed other factor.

        Σ_n Σ_c Σ_i r_n·s_c·q_i·d_input[n, c, i, j]  ==  Σ_o Σ_t Σ_{p, u: stride·p + dilation·u = j + before}
                                                             y′[o, t, p] · w′[o, t, u]
        Σ_o Σ_c Σ_t r_o·s_c·q_t·d_weight[o, c, t]    ==  Σ_n Σ_g Σ_p y″[n, g, p] · x″[n, g, p]
        d_bias[o]                                    ==  Σ_n Σ_p y[n, o, p]

    Here y′ and w′ are the cotangent and the weight, weighed as the first axis and the channels of d_input are, and y″
    and x″ are the cotangent and the input of group g, weighed as the filters, and as the channels and taps, of d_weight
    are. All is counted modulo the prime 65,521, and takes a small part of the work. Whatever is wrong with the gradient
    of an input, however much it is, goes unnoticed with a probability of at most 3/65,520, and with that of a weight,
    of rank k, of at most (2 + k)/65,520; of the bias, nothing does. A single wrong element never goes unnoticed, unless
    it is off by a multiple of the prime.

    Catches: a weight gradient without the last block of windows, or of items; an input gradient without its last row;
    sums over the batch in too narrow a type.
    """
    plain = given if given.boundary == "zero" else given.extended()
    cotangent = fresh_cotangent(plain)
    d_input, d_weight, d_bias = impl.gradients(plain, cotangent)
    of_input, of_weight = Contraction.of(given, *plain.input.shape[:3]), Contraction.of(given, *given.weight.shape)
    return Equation(
        (of_input.of_result(d_input), of_weight.of_result(d_weight), d_bias),
        (
            of_input.of_transposition(backwards(plain, cotangent)),
            of_weight.of_weight_gradient(plain, cotangent),
            cotangent.sum(axis=(0, *range(2, cotangent.ndim)), dtype=float),
        ),
    )


@law(operation="gradients", needs={"batched", "float"}, draws="layer")
def a_single_element_of_a_gradient_is_its_own_sum(impl: Subject, given: Problem) -> Equation:
    """Any single element of the gradients of a layer is the sum of the products that it stands for.

        d_input[n, c, i]   ==  Σ_o Σ_{p, t: stride·p + dilation·t = i + before}  y[n, o, p] · w[o, c, t]
        d_weight[o, c, t]  ==  Σ_n Σ_p  y[n, o, p] · x̃[n, c, stride·p + dilation·t]

    Of each this computes 32 by themselves, of which many lie on the first or last index of an axis.

    Catches: borders, last taps and last blocks of channels that are left out; numbers that were summed as floats.
    """
    whole = nonempty(given if given.boundary == "zero" else given.extended())
    cotangent, random = fresh_cotangent(whole), generator(given, "probes")
    d_input, d_weight = impl.gradients(whole, cotangent, ("input", "weight"))
    there, here = (probes.places(random, array.shape) for array in (whole.input, whole.weight))
    return Equation(
        (d_input[there], d_weight[here]),
        (
            probes.of_transposition(backwards(whole, cotangent), there),
            probes.of_weight_gradient(whole, cotangent, here),
        ),
    )


@law(operation="transposed", needs={"batched", "float"}, draws="layer")
def contracting_the_stamps_contracts_the_operands(impl: Subject, given: Problem) -> Equation:
    """What is transposed, weighed over items, filters and rows, is the transposed correlation of weighed operands.

        Σ_n Σ_o Σ_i r_n·s_o·q_i·transposed(x, w)[n, o, i, j]  ==  Σ_c Σ_t transposed(x′[c, t], w′[c, t])[j]

        x′[c, t, ·] = Σ_n Σ_p r_n·q̃_{stride·p + dilation·t}·x[n, c, p, ·]          w′[c, t, ·] = Σ_o s_o·w[c, o, t, ·]

    Here q̃ is q with zeros where the padding cuts off what was stamped. All is counted modulo the prime 65,521. However
    many elements are wrong, they go unnoticed with a probability of at most 3/65,520, and a single one never, unless it
    is off by a multiple of the prime.

    Catches: rows beyond the last full tile; stamps that meet on the border of two blocks, of which one is lost.
    """
    back = way_back(given)
    contraction = Contraction.of(given, *back.output_shape[:3])
    return Equation(contraction.of_result(impl.transposed(back)), contraction.of_transposition(back))


@law(operation="transposed", needs={"batched", "float"}, draws="layer")
def a_single_transposed_output_is_the_sum_of_its_stamps(impl: Subject, given: Problem) -> Equation:
    """Any single element of what a layer transposes is the sum of the stamps that reach it.

        z[n, o, i]  ==  bias[o] + Σ_c Σ_{p, t: stride·p + dilation·t = i + before}  x[n, c, p] · w[c, o, t]

    This computes 32 by themselves, of which many lie on the first or last index of an axis.

    Catches: borders and last blocks that are left out; sums of doubles that are kept as floats.
    """
    back = way_back(nonempty(given))
    at = probes.places(generator(given, "probes"), back.output_shape)
    return Equation(impl.transposed(back)[at], probes.of_transposition(back, at))
