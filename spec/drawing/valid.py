"""How valid problems are drawn, within what an implementation claims.

Bugs hide where test writers do not look, so the plain problem is the exception: axes differ from each other in
size, kernel, stride, dilation and padding; kernels are even as often as odd; batches, channels, filters and groups
are more than one; the last window fits exactly or leaves a tail; arrays lie in memory in every way that they can.
Bugs hide as well in the shortcuts that libraries take for what everybody does, so a part of the problems are such:
the same three taps on every axis, stride and dilation 1, a single tap without a padding, windows side by side, as many
channels as a vector register is wide or one more.
Everything shrinks towards the plain problem.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..contract.claims import Claims
from ..definition.boundary import BOUNDARIES
from ..definition.geometry import PADDINGS, extent
from ..operands.descriptor import Descriptor
from .choices import Source, choose
from .values import with_values

MAX_MULTIPLICATIONS = 150_000
"""The most multiplications of a drawn problem, so that a plain loop in Python can handle it."""


VECTOR_WIDTHS = (8, 7, 9, 16, 15, 17, 32, 31, 33)
"""Channel counts around the widths of vector registers and the blocks that kernels are tiled by."""


def per_axis(
    source: Source, rank: int, options: Sequence[int], *, used: bool = False, uniform: bool = False
) -> tuple[int, ...]:
    """A number for every axis: the same on all of them if `uniform`, and else mostly different ones.

    `used` asks for one that is not `options[0]`, on some axis.
    """
    unusual = [option for option in options if option != options[0]] if used else options
    if uniform:
        return (choose(source, unusual),) * rank
    lead = choose(source, range(rank)) if used else -1
    values: list[int] = []
    for axis in range(rank):
        allowed = options
        if choose(source, (False, True, True, True)):
            allowed = [option for option in options if option not in values] or options
        if axis == lead:
            allowed = [option for option in allowed if option in unusual] or unusual
        values.append(choose(source, allowed))
    return tuple(values)


def valid_problems(source: Source, claims: Claims, needs: frozenset[str] = frozenset()) -> Descriptor:
    """A valid problem that `claims` claims, with a window, in which every feature of `needs` is used."""
    features = claims.features
    kinds = ("uneven", "uneven", "uneven", "familiar", "familiar", *(("vector", "vector") if claims.batched else ()))
    kind = choose(source, kinds)
    familiar, vectors = kind == "familiar", kind == "vector"
    rank = _rank(source, claims, needs, kind)

    if familiar:
        kernel = per_axis(
            source, rank, (1, 3, 3, 1, 3, 2, 5 if rank < 3 else 3), used="dilation" in needs, uniform=True
        )
    else:
        taps = {1: (1, 2, 3, 4, 5, 2, 3, 7, 6), 2: (1, 2, 3, 4, 5, 2, 3)}.get(rank, (1, 2, 3, 2, 3, 4))
        kernel = per_axis(source, rank, taps[:3] if vectors else taps, used="dilation" in needs)
    # Without a padding, a kernel of one tap is a product of matrices, and so is one that is as long as its stride:
    # every library knows that.
    bare = familiar and not needs & {"padding", "boundary", "named"}
    # Who knows paddings by name alone may have no name for none.
    bare = bare and not ("padding" in features and claims.forms.isdisjoint({"explicit", "symmetric", "valid"}))
    pointwise = bare and max(kernel) == 1
    patches = bare and not pointwise and not needs & {"dilation"} and "stride" in features
    patches = patches and choose(source, (False, False, False, True))
    stride = dilation = (1,) * rank
    if patches:
        stride = kernel
    elif "stride" in features:
        options = (1, 1, 1, 2) if familiar else (1, 2, 3, 1, 2, 4)
        stride = per_axis(source, rank, options, used="stride" in needs, uniform=familiar)
    if "dilation" in features and not patches:
        options = (1, 1, 1, 2) if familiar else (1, 2, 3, 1)
        dilation = per_axis(source, rank, options, used="dilation" in needs, uniform=familiar)
    if "dilation" in needs:
        # A dilation shows only where the kernel has a second tap.
        kernel = tuple(max(k, 2) if d > 1 else k for k, d in zip(kernel, dilation, strict=True))
    extents = tuple(map(extent, kernel, dilation))
    out = per_axis(source, rank, (1, 2, 3) if vectors else (1, 2, 3, 4, 5, 6, 9) if rank < 3 else (1, 2, 3, 4))

    # None, in a form that the operation takes.
    by_name = "valid" in claims.forms and claims.forms.isdisjoint({"explicit", "symmetric"})
    padding: Any = "valid" if by_name else ((0, 0),) * rank
    if "padding" in features and not pointwise and not patches:
        padding = _padding(source, claims, needs, extents, uniform=familiar)
    boundary = "zero"
    if "boundary" in features:
        names = [name for name in BOUNDARIES if name in claims.boundaries]
        others = [name for name in names if name != "zero"]
        boundary = choose(source, others if "boundary" in needs and others else names)
    size = []
    for axis in range(rank):
        length = extents[axis] + (out[axis] - 1) * stride[axis] + choose(source, range(stride[axis]))
        if isinstance(padding, tuple):
            length = max(choose(source, (1, 2, 1)), length - sum(padding[axis]))
        elif padding != "valid":
            length = choose(source, (1, *[max(1, length - choose(source, range(extents[axis])))] * 7))
        size.append(length)

    batch = channels = filters = groups = 1
    if claims.batched:
        batch = choose(source, (2, 3, 5, 4, 6, 1) if "batched" in needs else (1, 2, 3, 5, 1, 2, 3, 4, 6, 1, 2, 0))
        groups, channels, filters = _channels(source, features, needs, vectors)
    bias = "bias" in features and ("bias" in needs or choose(source, (False, True)))
    descriptor = Descriptor(
        input_shape=(batch, groups * channels, *size),
        weight_shape=(groups * filters, channels, *kernel),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=groups * filters if bias else None,
        boundary=boundary,
    )
    return with_values(source, claims, needs, _affordable(descriptor))


def _rank(source: Source, claims: Claims, needs: frozenset[str], kind: str) -> int:
    """Two axes as often as one and three together: it is what libraries have the most ways to compute."""
    ranks = sorted(claims.ranks)
    if "axes" in needs:
        ranks = [rank for rank in ranks if rank > 1]
    if "planes" in needs:
        ranks = [2]
    if "next rank" in needs:
        ranks = [rank for rank in ranks if rank + 1 in claims.ranks]
    if kind == "vector":
        ranks = ranks[:2]
    return choose(source, [*ranks, *([2] * (len(ranks) - 1) if 2 in ranks else [])])


def _padding(source: Source, claims: Claims, needs: frozenset[str], extents: tuple[int, ...], *, uniform: bool) -> Any:
    """A padding in one of the forms that the operation takes."""
    rank = len(extents)
    names = [name for name in PADDINGS if name in claims.forms]
    pairs = [form for form in ("explicit", "symmetric") if form in claims.forms]
    if "named" in needs:
        pairs = []
        # What can go wrong with a name is mostly where `same` puts its zeros.
        names += [name for name in names if name.startswith("same")]
    elif "explicit" in pairs:
        # Who takes any pairs takes equal ones, and often has a shorter way for them.
        pairs = ["explicit", "explicit", "symmetric"]
    if needs & {"padding", "boundary"} and (pairs or set(names) - {"valid"}):
        names = [name for name in names if name != "valid"]
    form = choose(source, pairs * 3 + names)
    if form not in pairs:
        return form
    used = bool(needs & {"padding", "boundary"})
    if uniform and form == "symmetric":
        amounts = per_axis(source, rank, (0, 1, 1, 2), used=used, uniform=True)
        return tuple((amount, amount) for amount in amounts)
    before = per_axis(source, rank, (0, 1, 2, 0, 3, max(extents) - 1, max(extents)), used=used)
    if form == "symmetric":
        return tuple((amount, amount) for amount in before)
    after = per_axis(source, rank, (0, 1, 2, 0, 3, max(extents) - 1))
    return tuple(zip(before, after, strict=True))


def _channels(source: Source, features: frozenset[str], needs: frozenset[str], vectors: bool) -> tuple[int, int, int]:
    """Groups, channels of a group, filters of a group."""
    groups = 1
    if "layout" in needs and choose(source, (False, False, True)):
        # The stride of a single channel is any number.
        return 1, 1, choose(source, (1, 2, 3))
    if "groups" in features:
        groups = choose(source, (2, 3, 4) if "groups" in needs else (1, 2, 3, 1, 2, 4, 1))
    if groups > 1 and choose(source, (False, True)):
        # Depthwise: every channel by itself.
        return groups * choose(source, (1, 2, 3)), 1, choose(source, (1, 2, 3))
    channels, filters = choose(source, (1, 2, 3, 2, 3, 4, 5, 6)), choose(source, (1, 2, 3, 2, 4, 5))
    if vectors:
        vector = choose(source, VECTOR_WIDTHS)
        few_channels, few_filters = min(channels, 3), min(filters, 3)
        channels, filters = choose(source, ((vector, few_filters), (vector, few_filters), (few_channels, vector)))
    return groups, channels, filters


def _affordable(descriptor: Descriptor) -> Descriptor:
    """The descriptor with fewer items, filters or channels where it asks for more multiplications than a loop can
    handle.
    """
    while True:
        cost = math.prod(descriptor.input_shape[2:]) * math.prod(descriptor.weight_shape)
        if cost * max(1, descriptor.input_shape[0]) <= MAX_MULTIPLICATIONS:
            return descriptor
        batch, channels, *size = descriptor.input_shape
        filters, group_channels, *kernel = descriptor.weight_shape
        if batch > 2:
            descriptor = replace(descriptor, input_shape=(2, channels, *size))
        elif group_channels >= filters // descriptor.groups and group_channels > 1:
            fewer = group_channels // 2
            descriptor = replace(
                descriptor,
                input_shape=(batch, fewer * descriptor.groups, *size),
                weight_shape=(filters, fewer, *kernel),
            )
        elif filters > descriptor.groups:
            fewer = filters // descriptor.groups // 2 * descriptor.groups
            descriptor = replace(
                descriptor,
                weight_shape=(fewer, group_channels, *kernel),
                bias=None if descriptor.bias is None else fewer,
            )
        else:
            return descriptor
