"""The transposed correlation: the adjoint of a correlation, from outputs to inputs, as an operation of its own.

Every element of the input stamps the kernel, times this element, on the output. Stamps lie `stride` apart, and where
they overlap they are added. The matrix of this map is the transpose of the correlation's matrix, hence the name; it is
not the inverse. Networks use the operation to make images larger. Its weight is [C, O/groups, *kernel], the weight of
the correlation that it is the adjoint of.
"""

from dataclasses import replace

import numpy as np

from .. import definition
from ..contract.outcomes import Rejection
from ..contract.subject import Subject
from ..definition.dtypes import widened
from ..definition.problem import Problem
from ..definition.transposed_problem import TransposedProblem
from ..operands.fresh import fresh_image, fresh_output, nonempty, second_layer, way_back
from ..operands.numbers import times
from ._inner import inner
from ._nonsense import axes_of_kind, kinds, spoil, wrong_numbers
from ._options import claimed_output_paddings, lengthened
from .law import Equation, law
from .theory.layers import composed


@law(operation="transposed", budget=20, output_padding=claimed_output_paddings)
def transposed_agrees_with_the_definition(
    impl: Subject, given: Problem, *, output_padding: tuple[int, ...]
) -> Equation:
    """Every output is the sum of the stamps that reach it, as in the definition.

        transposed(x, w)[n, o, q]  ==  Σ_c Σ_{p, t: stride·p + dilation·t = q + before}  x[n, c, p] · w[c, o, t]

    The padding is cut off both ends of the stamped output. The output padding lengthens the end again: it brings back
    what was cut off there, and zeros beyond.

    Catches: an output padding that is only zeros, or at the wrong end; a padding longer than the kernel; a dilation
    taken for a stride.
    """
    back = lengthened(way_back(given), output_padding)
    return Equation(impl.transposed(back), definition.transposed(back))


@law(operation="transposed", budget=4)
def transposed_is_the_adjoint(impl: Subject, given: Problem) -> Equation:
    """The transposed correlation is the adjoint of the correlation with the same weight and parameters.

        ⟨correlate(x, w), y⟩  ==  ⟨x, transposed(y, w)⟩          ⟨a, b⟩ = Σ a·b

    The output padding is the length of the tail that the stride drops from x: without it the shapes could not agree.

    Catches: a transposed correlation that belongs to another stride, dilation or padding than its correlation; a kernel
    that is flipped; channels and filters exchanged.
    """
    back = replace(way_back(given), bias=None)
    x = fresh_output(back, "input")
    return Equation(inner(impl.correlate(back.forward(x)), back.input), inner(x, impl.transposed(back)))


@law(operation="transposed", needs={"gradients", "float"})
def transposed_is_the_gradient_of_the_input(impl: Subject, given: Problem) -> Equation:
    """A transposed correlation is the gradient of a correlation with respect to its input, under another name.

        transposed(y, w)  ==  d_input of gradients(x, w, y)

    Most libraries compute both by one routine, and a few by two.

    Catches: two routines that disagree, on dilations, groups, or elements that no window reaches.
    """
    back = replace(way_back(given), bias=None)
    (d_input,) = impl.gradients(back.forward(fresh_output(back, "input")), back.input, ("input",))
    return Equation(impl.transposed(back), d_input)


@law(operation="transposed", output_padding=claimed_output_paddings)
def transposed_is_a_correlation_of_the_stuffed_input(
    impl: Subject, given: Problem, *, output_padding: tuple[int, ...]
) -> Equation:
    """A transposed correlation correlates the input, stuffed with zeros, with the reversed kernel.

        transposed(x, w)  ==  correlate(x with stride − 1 zeros between its elements and extent − 1 around, reversed w)

    The padding is cut off at both ends, and channels and filters of the weight are exchanged. The operation is
    therefore also called a correlation with a fractional stride. This is the slow way to compute it: most products are
    with zero.

    Catches: a kernel that is not reversed; a padding that is applied on the wrong side, or to all axes where one needs
    it.
    """
    back = lengthened(replace(way_back(given), bias=None), output_padding)
    axes = list(zip(back.size, back.strides, back.extents, back.pairs, back.output_paddings, strict=True))
    whole = [(n - 1) * stride + 2 * extent - 1 + behind for n, stride, extent, _, behind in axes]
    stuffed = np.zeros((*back.input.shape[:2], *whole), back.input.dtype)
    stuffed[:, :, *(slice(e - 1, e - 1 + n * s, s) for n, s, e, _, _ in axes)] = back.input
    cut = tuple(slice(before, length - after) for length, (*_, (before, after), _) in zip(whole, axes, strict=True))
    # [C, O/groups, …] to [O, C/groups, …], a group at a time.
    blocks = back.weight.reshape(back.groups, -1, *back.weight.shape[1:]).swapaxes(1, 2)
    exchanged = blocks.reshape(-1, *blocks.shape[2:])[:, :, *[slice(None, None, -1)] * back.rank]
    there = Problem(stuffed[:, :, *cut], exchanged, dilation=back.dilation, groups=back.groups, origin=given.origin)
    return Equation(impl.transposed(back), impl.correlate(there))


@law(operation="transposed")
def transposed_is_linear_in_the_input(impl: Subject, given: Problem) -> Equation:
    """A weighted sum of two inputs gives the same weighted sum of their outputs.

        transposed(2·x − 3·x′, w)  ==  2·transposed(x, w) − 3·transposed(x′, w)

    A bias is not linear and is left out.

    Catches: stamps that are clipped; a maximum of overlapping stamps where a sum should be.
    """
    back = replace(way_back(given), bias=None)
    other = replace(back, input=np.flip(back.input))
    combined = replace(back, input=times(2, back.input) - times(3, other.input))
    one, another = impl.transposed(back), impl.transposed(other)
    return Equation(impl.transposed(combined), 2 * widened(one) - 3 * widened(another))


@law(operation="transposed")
def transposed_is_linear_in_the_weight(impl: Subject, given: Problem) -> Equation:
    """A weighted sum of two kernels gives the same weighted sum of their outputs.

        transposed(x, 2·w − 3·w′)  ==  2·transposed(x, w) − 3·transposed(x, w′)

    Catches: kernels that are quantised, normalised or cached for stamping.
    """
    back = replace(way_back(given), bias=None)
    other = replace(back, weight=np.flip(back.weight))
    combined = replace(back, weight=times(2, back.weight) - times(3, other.weight))
    one, another = impl.transposed(back), impl.transposed(other)
    return Equation(impl.transposed(combined), 2 * widened(one) - 3 * widened(another))


@law(operation="transposed", needs="batched")
def transposed_items_are_independent(impl: Subject, given: Problem) -> Equation:
    """An item's output does not depend on the other items of its batch.

        transposed(x, w)[n]  ==  transposed(x[n], w)

    Catches: items that are mixed by a reshape; a batch beyond some size that is left at zero; an output that still
    holds stamps of the item before.
    """
    back = way_back(nonempty(given))
    alone = [impl.transposed(replace(back, input=back.input[n : n + 1])) for n in range(len(back.input))]
    return Equation(impl.transposed(back), np.concatenate(alone))


@law(operation="transposed")
def transposing_two_layers_reverses_their_order(impl: Subject, given: Problem) -> Equation:
    """Transposing two layers, one applied after the other, transposes the second layer first, and then the first.

        transposed(transposed(y, v), u)  ==  transposed(y, u * v)          (u * v)[q, c] = Σ_o u[o, c] * v[q, o]

    u is the kernel of the first layer, A, and v that of the second, B: this is (B·A)ᵀ = Aᵀ·Bᵀ. At stride and dilation 1
    both layers are one layer, whose kernel is the full convolution u * v.

    Catches: an output whose axes are in another order than those of an input; channels and filters exchanged; an output
    that is right in itself, and wrong as an input.
    """
    first = replace(given.extended().first_group(), stride=1, dilation=1)
    second = second_layer(first, filters=2 if impl.claims("transposed").batched else 1)
    y = fresh_image(first, "output of both", len(second), reach=second[:, 0].size * first.weight[:, 0].size)
    hidden = impl.transposed(TransposedProblem(y, second, origin=given.origin))
    both = TransposedProblem(y, composed(first.weight, second), origin=given.origin)
    back = impl.transposed(TransposedProblem(hidden, first.weight, origin=given.origin))
    return Equation(back, impl.transposed(both))


@law(operation="transposed", needs="groups")
def transposed_groups_are_block_diagonal(impl: Subject, given: Problem) -> Equation:
    """Groups are transposed correlations side by side, each with its channels, its filters and its part of the bias.

        transposed(x, w, b)[of group g]  ==  transposed(x of g, w of g, b of g, groups=1)

    Catches: the bias of the first group used for all; a weight whose two first axes are exchanged within the groups.
    """
    back = way_back(given)
    blocks = []
    for seen, mine in back.blocks:
        bias = None if back.bias is None else back.bias[mine]
        block = replace(back, input=back.input[:, seen], weight=back.weight[seen], bias=bias, groups=1)
        blocks.append(impl.transposed(block))
    return Equation(impl.transposed(back), np.concatenate(blocks, axis=1))


@law(operation="transposed", needs="bias")
def transposed_bias_is_added_per_filter(impl: Subject, given: Problem) -> Equation:
    """The bias is added to every element of its filter's output, once, whether a stamp reached it or not.

        transposed(x, w, b)[:, o]  ==  transposed(x, w)[:, o] + b[o]

    Catches: a bias indexed by the channels of the input; a bias that is added with every stamp, or only where there is
    one.
    """
    back = way_back(given)
    assert back.bias is not None
    plain = impl.transposed(replace(back, bias=None))
    return Equation(impl.transposed(back), plain + back.bias.reshape(-1, *[1] * back.rank))


@law(operation="transposed", budget=8, kind=kinds, axis=axes_of_kind, wrong=wrong_numbers, apart="kind")
def invalid_transposed_problems_are_refused(
    impl: Subject, given: Problem, *, kind: str, axis: int, wrong: int
) -> Equation:
    """A transposed problem that means nothing is refused with an exception, not answered with a value.

        transposed(nonsense)  is an exception

    Nonsense is: an output padding that is negative, or not less than the larger of stride and dilation; a negative
    padding, channels that do not match, groups that do not divide, a stride, dilation or groups of zero or less, a
    list of the wrong length, a weight of another rank, a bias of the wrong shape, a kernel without taps, a stride so
    long that no array could hold the output. An output padding that long would stand for a longer input.

    Catches: checks that only the correlation has; values below zero that only move a boundary.
    """
    unpadded = "valid" if "valid" in impl.claims("transposed").forms else 0
    back = replace(way_back(given), padding=unpadded, output_padding=0)
    spoiled = spoil(back, kind, axis, wrong)
    return Equation(impl.attempt(spoiled), Rejection(str(spoiled.invalidity())))
