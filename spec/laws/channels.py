"""Items, channels, filters, groups and the bias: the axes that the kernel does not slide along."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..contract.subject import Subject
from ..definition.problem import Problem
from ..operands import numbers
from ..operands.fresh import generator, nonempty, second_layer
from ._options import cuts
from .law import Equation, law


def _channel_cuts(given: Problem) -> Sequence[int]:
    return cuts(given.weight.shape[1])


def _filter_cuts(given: Problem) -> Sequence[int]:
    return cuts(len(given.weight) // given.groups)


@law(needs="batched")
def batch_items_are_independent(impl: Subject, given: Problem) -> Equation:
    """An item's output does not depend on the other items of its batch.

        correlate(x, w)[n]  ==  correlate(x[n], w)

    Catches: items mixed by a reshape; a batch beyond some size that is left at zero; another algorithm that is chosen
    for batches.
    """
    batch = nonempty(given)
    alone = [impl.correlate(replace(batch, input=batch.input[n : n + 1])) for n in range(len(batch.input))]
    return Equation(impl.correlate(batch), np.concatenate(alone))


@law(needs="batched", budget=4, cut=_channel_cuts)
def channels_add(impl: Subject, given: Problem, *, cut: int) -> Equation:
    """A filter looks at every channel with a kernel of its own, and adds up what it sees.

        correlate(x, w)  ==  Σ_c correlate(x[:, c], w[:, c])

    Catches: the tail of a block of channels left out or read twice; alignment padding summed in; a mean for a sum.
    """
    group = given.first_group()
    # Two parts of the channels: one call for each channel would cost much and show little more.
    total = np.zeros(group.output_shape, given.input.dtype)
    for part in (slice(cut), slice(cut, None)):
        if group.weight[:, part].size:
            total = total + impl.correlate(replace(group, input=group.input[:, part], weight=group.weight[:, part]))
    return Equation(impl.correlate(group), total)


@law(needs="batched", cut=_filter_cuts)
def filters_stack(impl: Subject, given: Problem, *, cut: int) -> Equation:
    """Every filter makes its own feature map, and the maps are stacked.

        correlate(x, w)[:, o]  ==  correlate(x, w[o])

    Catches: the tail of a block of filters left out; a filter's bias or scale read from its neighbour.
    """
    group = replace(
        given.first_group(), bias=None if given.bias is None else given.bias[: len(given.first_group().weight)]
    )
    maps = [
        impl.correlate(replace(group, weight=group.weight[part], bias=None if group.bias is None else group.bias[part]))
        for part in (slice(cut), slice(cut, None))
        if group.weight[part].size
    ]
    return Equation(impl.correlate(group), np.concatenate(maps, axis=1))


@law(needs="groups")
def groups_are_block_diagonal(impl: Subject, given: Problem) -> Equation:
    """Groups are a dense weight that is zero outside the blocks on its diagonal.

        correlate(x, w, groups=g)  ==  correlate(x, blocks(w), groups=1)

    In group i, filters i·O/g … (i + 1)·O/g − 1 look at channels i·C/g … (i + 1)·C/g − 1. Depthwise is C/g = 1.

    Catches: filters dealt out round robin, as o mod g; a multiplier taken from another axis; one group's weights
    used for all.
    """
    dense = np.zeros((given.weight.shape[0], given.input.shape[1], *given.kernel), given.weight.dtype)
    for rows, columns in given.blocks:
        dense[rows, columns] = given.weight[rows]
    return Equation(impl.correlate(given), impl.correlate(replace(given, weight=dense, groups=1)))


@law(needs="groups")
def depthwise_then_pointwise_is_dense(impl: Subject, given: Problem) -> Equation:
    """A kernel for each channel, followed by a mixture of the channels, is one dense correlation.

        correlate(correlate(x, u, groups=C), v)  ==  correlate(x, v·u)          (v·u)[o, c, t] = v[o, c] · u[c, t]

    u has one filter per channel, and v a single tap. Networks for phones are made of such depthwise separable layers,
    which take taps + O multiplications in place of taps·O.

    Catches: a depthwise path that reads its kernel in another order; a pointwise one that reads channels of groups.
    """
    channels, dtype = given.input.shape[1], str(given.input.dtype)
    largest = numbers.amplitude(dtype, channels * math.prod(given.kernel))
    kernels = numbers.integers(generator(given, "depthwise"), (channels, 1, *given.kernel), dtype, largest)
    depthwise = replace(given, weight=kernels, bias=None, groups=channels)
    mixture = second_layer(depthwise, filters=2, length=1)
    pointwise = Problem(impl.correlate(depthwise), mixture, origin=given.origin)
    dense = replace(depthwise, weight=mixture * kernels.swapaxes(0, 1), groups=1)
    return Equation(impl.correlate(pointwise), impl.correlate(dense))


@law(needs="bias")
def bias_is_added_per_filter(impl: Subject, given: Problem) -> Equation:
    """The bias of a filter is added to every element of its feature map, once.

        correlate(x, w, bias=b)[:, o]  ==  correlate(x, w)[:, o] + b[o]

    Catches: a bias indexed by the item or by the column; the bias of the first group used for all; a bias added
    once a tap.
    """
    assert given.bias is not None
    plain = impl.correlate(replace(given, bias=None))
    return Equation(impl.correlate(given), plain + given.bias.reshape(-1, *[1] * given.rank))
