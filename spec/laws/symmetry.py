"""Symmetries: operands that are permuted, reversed or shifted give an output that is permuted, reversed or shifted."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np

from ..contract.outcomes import NotClaimed
from ..contract.subject import Subject
from ..definition.boundary import extend
from ..definition.problem import Problem
from .law import Equation, law

ORDERS = ("reversed", "rotated", "exchanged")
"""Orders of filters, or of channels, in a group: from the last to the first; the last moved to the front; the last two
exchanged. Every order can be composed of the latter two."""


def _orders(given: Problem) -> Sequence[tuple[int, ...]]:
    """All orders of the spatial axes but their own."""
    return list(permutations(range(given.rank)))[1:]


@law(needs="axes", order=_orders)
def transposing_both_transposes_the_output(impl: Subject, given: Problem, *, order: tuple[int, ...]) -> Equation:
    """Permuting the spatial axes of the input, of the kernel and of every parameter permutes those of the output.

        correlate(xᵀ, wᵀ, parametersᵀ)  ==  correlate(x, w, parameters)ᵀ

    For an image this is the transposition of the textbook's exercise: a detector of vertical edges, transposed,
    detects the horizontal edges of the transposed image.

    A program that exchanges the parameters of the two axes of an image still keeps this law; other laws notice it.

    Catches: height taken for width; a stride, dilation or padding of one axis used for all; a tile made for squares.
    """
    axes = (0, 1, *(2 + axis for axis in order))
    padding = given.padding if isinstance(given.padding, str) else tuple(given.pairs[axis] for axis in order)
    turned = replace(
        given,
        input=given.input.transpose(axes),
        weight=given.weight.transpose(axes),
        stride=tuple(given.strides[axis] for axis in order),
        padding=padding,
        dilation=tuple(given.dilations[axis] for axis in order),
    )
    return Equation(impl.correlate(turned), impl.correlate(given).transpose(axes))


@law()
def reversing_both_reverses_the_output(impl: Subject, given: Problem) -> Equation:
    """Reversing the input and the kernel, and swapping the paddings, reverses the output.

        correlate(reversed x, reversed w, (after, before))  ==  reversed correlate(x, w, (before, after))

    This holds where the windows tile the input exactly. Otherwise a reversed problem drops the tail at the other end:
    this is the one way in which cross-correlation prefers the beginning. So the tail is cut off first.

    Catches: all of the padding put on one side; a remainder rounded towards one end; vector tails that are handled on
    the right only.
    """
    exact = given.explicit()
    rests = [
        size + sum(pair) - length
        for size, pair, length in zip(given.size, given.pairs, given.fitted().size, strict=True)
    ]
    if any(rests):
        exact = given.fitted()
    flip = (slice(None), slice(None), *[slice(None, None, -1)] * given.rank)
    mirrored = replace(
        exact,
        input=exact.input[flip],
        weight=exact.weight[flip],
        padding=tuple((after, before) for before, after in exact.pairs),
    )
    return Equation(impl.correlate(mirrored), impl.correlate(exact)[flip])


@law(move=(1, 2))
def shifting_the_input_shifts_the_output(impl: Subject, given: Problem, *, move: int) -> Equation:
    """Shifting the input by the stride shifts the output by one.

        correlate(x moved by m·stride, w)[m:]  ==  correlate(x, w)

    This translation equivariance is why a convolutional layer finds an edge wherever it is. It holds for shifts by
    multiples of the stride, and for outputs whose windows do not touch the elements that were shifted in.

    Catches: results that depend on the position in a tile or vector; a first window that is treated unlike the others.
    """
    dense = given.extended()
    front = [(move * stride, 0) for stride in given.strides]
    fresh = extend(dense.input, tuple(front), "wrap" if dense.input.size else "zero")
    late = impl.correlate(replace(dense, input=fresh))
    return Equation(late[:, :, *[slice(move, None)] * given.rank], impl.correlate(dense))


@law(needs="next rank")
def a_unit_axis_changes_nothing(impl: Subject, given: Problem) -> Equation:
    """A line is an image of height one: an extra axis of length one, under a kernel of length one, changes nothing.

        correlate(x[:, :, None], w[:, :, None])  ==  correlate(x, w)[:, :, None]

    This is how a library's one-dimensional form is defined by its two-dimensional one, and often how it is computed.

    Catches: kernels chosen by rank that disagree; shortcuts for height one that take the wrong axis.
    """
    if given.rank + 1 not in impl.claims("correlate").ranks:
        raise NotClaimed(f"rank {given.rank + 1}")
    padding = given.padding if isinstance(given.padding, str) else ((0, 0), *given.pairs)
    raised = replace(
        given,
        input=given.input[:, :, None],
        weight=given.weight[:, :, None],
        stride=(1, *given.strides),
        padding=padding,
        dilation=(1, *given.dilations),
    )
    return Equation(impl.correlate(raised), impl.correlate(given)[:, :, None])


@law(needs="batched", order=ORDERS)
def filter_order_is_output_order(impl: Subject, given: Problem, *, order: str) -> Equation:
    """Filter o makes output channel o: filters in another order give the same channels in that order.

        correlate(x, w[order])  ==  correlate(x, w)[:, order]

    With groups, filters change places within their group.

    Catches: filters handed to groups round robin; blocks of output channels stored in the wrong place; a bias that
    stays behind.
    """
    filters = _in_every_group(order, len(given.weight) // given.groups, given.groups)
    bias = None if given.bias is None else given.bias[filters]
    reordered = replace(given, weight=given.weight[filters], bias=bias)
    return Equation(impl.correlate(reordered), impl.correlate(given)[:, filters])


@law(needs="batched", order=ORDERS)
def channel_order_is_immaterial(impl: Subject, given: Problem, *, order: str) -> Equation:
    """Channels are added up, and a sum does not depend on its order: permute them in input and weight alike.

        correlate(x[:, order], w[:, order])  ==  correlate(x, w)

    With groups, channels change places within their group.

    Catches: tails of channel blocks that are left out or read twice; a weight read with the channels of another layout.
    """
    channels = given.weight.shape[1]
    everywhere, within = (_in_every_group(order, channels, groups) for groups in (given.groups, 1))
    reordered = replace(given, input=given.input[:, everywhere], weight=given.weight[:, within])
    return Equation(impl.correlate(reordered), impl.correlate(given))


def _in_every_group(order: str, length: int, groups: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The indices that put `length` things in each of `groups` groups in `order` (from `ORDERS`)."""
    own = np.arange(length)
    within = {"reversed": own[::-1], "rotated": np.roll(own, 1), "exchanged": np.r_[own[:-2], own[-2:][::-1]]}[order]
    return np.concatenate([group * length + within for group in range(groups)])
