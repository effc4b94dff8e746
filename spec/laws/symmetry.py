"""What may be turned, swapped and moved without changing the answer, once it is turned, swapped and moved back."""

from dataclasses import replace
from itertools import permutations

import numpy as np

from ..boundary import extend
from ..law import Equation, law
from ..problem import Problem
from ..subject import NotClaimed, Subject


@law(needs="axes")
def transposing_both_transposes_the_output(impl: Subject, given: Problem) -> Equation:
    """No spatial axis is special: permute them in the input, in the kernel and in every parameter, and the output's
    are permuted.

        correlate(xᵀ, wᵀ, parametersᵀ)  ==  correlate(x, w, parameters)ᵀ

    For an image this is the transposition of the textbook's exercise: a detector of vertical edges, transposed,
    detects the horizontal edges of the transposed image.

    Exchanging two parameters with each other commutes with the transposition of an image, and is left for other laws.

    Catches: height taken for width; a stride, dilation or padding of one axis used for all; a tile made for squares.
    """
    orders = list(permutations(range(given.rank)))[1:]
    order = orders[given.random("order").integers(len(orders))]
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
    """Left and right are alike: reverse the input and the kernel, swap the paddings, and the output is reversed.

        correlate(reversed x, reversed w, (after, before))  ==  reversed correlate(x, w, (before, after))

    It holds where the windows tile the input exactly. Otherwise the tail that is dropped lies at the other end,
    which is the one way in which cross-correlation prefers the beginning; so the tail is cut off first.

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


@law()
def shifting_the_input_shifts_the_output(impl: Subject, given: Problem) -> Equation:
    """What the kernel does, it does everywhere: an input moved on by the stride gives an output moved on by one.

        correlate(x moved by m·stride, w)[m:]  ==  correlate(x, w)

    This translation equivariance is why a convolutional layer finds an edge wherever it is. It holds for moves by
    multiples of the stride, and for outputs whose windows do not touch what moved in.

    Catches: results that depend on the position in a tile or vector; a first window that is treated unlike the others.
    """
    dense = given.extended()
    moved = 1 + int(given.random("move").integers(2))
    front = [(moved * stride, 0) for stride in given.strides]
    fresh = extend(dense.input, tuple(front), "wrap" if dense.input.size else "zero")
    late = impl.correlate(replace(dense, input=fresh))
    return Equation(late[:, :, *[slice(moved, None)] * given.rank], impl.correlate(dense))


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


@law(needs="batched")
def filter_order_is_output_order(impl: Subject, given: Problem) -> Equation:
    """Filter o makes output channel o: filters in another order give the same channels in that order.

        correlate(x, w[order])  ==  correlate(x, w)[:, order]

    With groups, filters change places within their group.

    Catches: filters handed to groups round robin; blocks of output channels stored in the wrong place; a bias that
    stays behind.
    """
    order = _order_within_groups(given, given.weight.shape[0], "filters")
    bias = None if given.bias is None else given.bias[order]
    reordered = replace(given, weight=given.weight[order], bias=bias)
    return Equation(impl.correlate(reordered), impl.correlate(given)[:, order])


@law(needs="batched")
def channel_order_is_immaterial(impl: Subject, given: Problem) -> Equation:
    """Channels are added up, and a sum does not depend on its order: permute them in input and weight alike.

        correlate(x[:, order], w[:, order])  ==  correlate(x, w)

    With groups, channels change places within their group.

    Catches: tails of channel blocks that are left out or read twice; a weight read with the channels of another layout.
    """
    channels = given.weight.shape[1]
    within = given.random("channels").permutation(channels)
    order = np.concatenate([group * channels + within for group in range(given.groups)])
    reordered = replace(given, input=given.input[:, order], weight=given.weight[:, within])
    return Equation(impl.correlate(reordered), impl.correlate(given))


def _order_within_groups(given: Problem, total: int, purpose: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A permutation of `total` things that keeps each within its group."""
    random, each = given.random(purpose), total // given.groups
    return np.concatenate([group * each + random.permutation(each) for group in range(given.groups)])
