"""How valid problems are drawn, within what an implementation claims.

Bugs hide where test writers do not look, in the shortcuts that libraries take for what everybody does, and at sizes
that small problems never reach. So there are three kinds of problems (see `plan`), and what a kind leaves open is made
up here: a padding in a form that the row takes, sizes in which the last window fits exactly or leaves a tail, a dtype,
numbers, and arrays that lie in memory in every way that they can. The first option of every choice is the plainest.
"""

import math
from dataclasses import replace
from typing import Any

from ..contract.claims import Claims
from ..definition.boundary import BOUNDARIES
from ..definition.geometry import PADDINGS, Pair, extent
from ..operands.descriptor import Descriptor
from .choices import Source, choose
from .frontier import frontier
from .plan import PLAIN, UNEVEN, Plan
from .recipes import recipe
from .supported import share, supported
from .values import with_values

MAX_MULTIPLICATIONS = 150_000
"""The most multiplications of a drawn problem, so that a plain loop in Python can handle it."""

SHARES = {"uneven": 5, "recipe": 8, "frontier": 6, "plain": 1}
"""How many of twenty problems are of each kind."""

KINDS = [kind for kind, share in SHARES.items() for _ in range(share)]


def valid_problems(source: Source, claims: Claims, needs: frozenset[str] = frozenset()) -> Descriptor:
    """A valid problem that `claims` claims, with a window, in which every feature of `needs` is used."""
    return _drawn(source, claims, needs) if claims.supports is None else supported(source, claims, needs, _drawn)


def share_supported(claims: Claims) -> float:
    """The share of valid problems within the other claims that the row supports."""
    return share(claims, _drawn)


def _drawn(source: Source, claims: Claims, needs: frozenset[str]) -> Descriptor:
    """A valid problem, whether `supports` leaves it out or not."""
    features = claims.features
    plan, rank = _plan(source, claims, needs)
    kernel = plan.kernel(source, rank)
    stride = plan.stride(source, rank) if "stride" in features else (1,) * rank
    dilation = plan.dilation(source, rank) if "dilation" in features else (1,) * rank
    if "stride" in needs:
        stride = _unusual(source, stride)
    if "dilation" in needs:
        # A dilation shows only where the kernel has a second tap.
        dilation = _unusual(source, dilation)
        kernel = tuple(max(taps, 2) if d > 1 else taps for taps, d in zip(kernel, dilation, strict=True))
    extents = tuple(map(extent, kernel, dilation))
    padding = _padding(source, claims, needs, extents, plan)
    boundary = "zero"
    if "boundary" in features:
        names = [name for name in BOUNDARIES if name in claims.boundaries]
        others = [name for name in names if name != "zero"]
        boundary = choose(source, others if "boundary" in needs and others else names)
    size = tuple(
        _length(source, windows, span, step, padding[axis] if isinstance(padding, tuple) else padding)
        for axis, (windows, span, step) in enumerate(zip(plan.out(source, rank), extents, stride, strict=True))
    )
    items = groups = channels = filters = 1
    if claims.batched:
        items = choose(source, plan.items)
        if "batched" in needs:
            items = items or 2
        groups, channels, filters = _channels(source, features, needs, plan, math.prod(kernel))
    bias = "bias" in features and ("bias" in needs or choose(source, (False, True)))
    descriptor = Descriptor(
        input_shape=(items, groups * channels, *size),
        weight_shape=(groups * filters, channels, *kernel),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=groups * filters if bias else None,
        boundary=boundary,
    )
    return with_values(source, claims, needs, _affordable(descriptor))


def _plan(source: Source, claims: Claims, needs: frozenset[str]) -> tuple[Plan, int]:
    """What the parameters are drawn from, and a rank. Two axes come as often as one and three together, since libraries
    have the most ways to compute those; but for the frontier, where every axis of every rank has its turn.
    """
    ranks = sorted(claims.ranks)
    if "axes" in needs:
        ranks = [rank for rank in ranks if rank > 1]
    if "planes" in needs:
        ranks = [2]
    if "next rank" in needs:
        ranks = [rank for rank in ranks if rank + 1 in claims.ranks]
    kind, plan, planes = choose(source, KINDS), UNEVEN, len(ranks) - 1
    if kind == "recipe" and not set(ranks).isdisjoint({1, 2, 3}):
        plan = recipe(source, set(ranks))
        ranks = [rank for rank in ranks if rank in plan.ranks]
    elif kind == "frontier":
        plan, planes = frontier(source), 0
    elif kind == "plain":
        plan = PLAIN
    return plan, choose(source, [*ranks, *([2] * planes if 2 in ranks else [])])


def _unusual(source: Source, values: tuple[int, ...]) -> tuple[int, ...]:
    """`values`, not all of them 1."""
    if set(values) != {1}:
        return values
    axis = choose(source, range(len(values)))
    return (*values[:axis], choose(source, (2, 3, 4)), *values[axis + 1 :])


def _padding(source: Source, claims: Claims, needs: frozenset[str], extents: tuple[int, ...], plan: Plan) -> Any:
    """A padding in one of the forms that the operation takes."""
    names = [name for name in PADDINGS if name in claims.forms]
    pairs = [form for form in ("explicit", "symmetric") if form in claims.forms][:1]
    used = bool(needs & {"padding", "boundary"})
    if "named" in needs:
        pairs = []
        # What can go wrong with a name is mostly where `same` puts its zeros.
        names += [name for name in names if name.startswith("same")]
    if used and (pairs or set(names) - {"valid"}):
        names = [name for name in names if name != "valid"]
    form = choose(source, pairs * max(3, 2 * len(names)) + names) if pairs or names else ""
    if form in names:
        return form
    drawn = plan.padding(source, extents)
    if not form:
        return ((0, 0),) * len(extents)
    if used and not any(map(any, drawn)):
        axis, amount = choose(source, range(len(extents))), choose(source, (1, 2, 3))
        drawn = (*drawn[:axis], (amount, choose(source, (0, amount))), *drawn[axis + 1 :])
    return drawn if form == "explicit" else tuple((before, before) for before, _ in drawn)


def _length(source: Source, windows: int, span: int, step: int, padding: Pair | str) -> int:
    """The length of an axis with about so many windows, behind which a tail may be left."""
    length = span + (windows - 1) * step + choose(source, range(step))
    if isinstance(padding, tuple):
        return max(choose(source, (1, 2, 1)), length - sum(padding))
    if padding == "valid":
        return length
    return choose(source, (1, *[max(1, length - choose(source, range(span)))] * 7))


def _channels(
    source: Source, features: frozenset[str], needs: frozenset[str], plan: Plan, taps: int
) -> tuple[int, int, int]:
    """Groups, channels of a group, filters of a group."""
    if "layout" in needs and choose(source, (False, False, True)):
        # The stride of a single channel is any number.
        return 1, 1, choose(source, (1, 2, 3))
    groups, channels, filters = plan.channels(source, taps)
    if "groups" not in features:
        return 1, channels, filters
    return choose(source, (2, 3, 4)) if "groups" in needs and groups == 1 else groups, channels, filters


def _affordable(descriptor: Descriptor) -> Descriptor:
    """The descriptor with fewer items, channels or filters where it asks for more multiplications than a loop can
    handle, of which the most numerous stay as long as there are others; then with a shorter image, if a window fits,
    a shorter kernel, or less padding.
    """
    while _multiplications(descriptor) > MAX_MULTIPLICATIONS:
        items, of_group, each = descriptor.input_shape[0], *_of_group(descriptor)
        numbers = sorted((number, place) for place, number in enumerate((items, of_group, each)) if number > 1)
        size, kernel = list(descriptor.input_shape[2:]), list(descriptor.weight_shape[2:])
        padding = descriptor.padding
        if numbers:
            place = numbers[-2:][0][1]
            items, of_group, each = (n // 2 if at == place else n for at, n in enumerate((items, of_group, each)))
        elif shorter := [axis for axis, n in enumerate(size) if n > 1 and _windows(descriptor, axis, n // 2) > 0]:
            size[max(shorter, key=size.__getitem__)] //= 2
        elif max(kernel) > 3:
            kernel[max(range(descriptor.rank), key=kernel.__getitem__)] //= 2
        elif padding == (padding := _halved(padding)):
            break
        descriptor = replace(
            descriptor,
            input_shape=(items, of_group * descriptor.groups, *size),
            weight_shape=(each * descriptor.groups, of_group, *kernel),
            bias=None if descriptor.bias is None else each * descriptor.groups,
            padding=padding,
        )
    return descriptor


def _halved(padding: tuple[Pair, ...] | str) -> tuple[Pair, ...] | str:
    """Half of a padding, of which something is left."""
    if isinstance(padding, str):
        return padding
    return tuple(((before + 1) // 2, (after + 1) // 2) for before, after in padding)


def _of_group(descriptor: Descriptor) -> tuple[int, int]:
    """Channels and filters of a group."""
    return descriptor.weight_shape[1], descriptor.weight_shape[0] // descriptor.groups


def _multiplications(descriptor: Descriptor) -> int:
    """As many as the windows take that fit."""
    windows = (_windows(descriptor, axis, length) for axis, length in enumerate(descriptor.input_shape[2:]))
    return descriptor.input_shape[0] * math.prod(windows) * math.prod(descriptor.weight_shape)


def _windows(descriptor: Descriptor, axis: int, length: int) -> int:
    """How many windows fit along an axis of this length, or would fit if a named padding kept the length."""
    span, padding = extent(descriptor.weight_shape[2 + axis], descriptor.dilation[axis]), descriptor.padding
    around = sum(padding[axis]) if isinstance(padding, tuple) else 0 if padding == "valid" else span - 1
    return (length + around - span) // descriptor.stride[axis] + 1
