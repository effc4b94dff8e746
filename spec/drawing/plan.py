"""Plans: what each parameter of a problem is drawn from.

Three kinds of plans look where bugs hide. UNEVEN is where test writers do not look: axes differ from each other, and so
do parameters; `recipes` are what everybody writes, and libraries have shortcuts for; `frontier` has one long axis.
PLAIN is what a textbook begins with.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ..definition.geometry import Pair
from .choices import Source, choose

Axes = Callable[[Source, int], tuple[int, ...]]
"""Draws a number for each of so many axes."""

Padding = Callable[[Source, tuple[int, ...]], tuple[Pair, ...]]
"""Draws what is before and after each axis, along which a window spans so many elements."""

Channels = Callable[[Source, int], tuple[int, int, int]]
"""Draws groups, channels of a group and filters of a group, for a kernel of so many taps."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What each parameter is drawn from."""

    kernel: Axes
    stride: Axes
    dilation: Axes
    padding: Padding
    out: Axes
    """Windows along each axis, without those that reach into the padding of an image of one element."""
    items: Sequence[int]
    channels: Channels
    ranks: Collection[int] = (1, 2, 3)


def same(*options: int) -> Axes:
    """One of `options` for all axes."""
    return lambda source, rank: (choose(source, options),) * rank


def each(*options: int) -> Axes:
    """One of `options` for every axis, mostly different ones."""

    def drawn(source: Source, rank: int) -> tuple[int, ...]:
        values: list[int] = []
        for _ in range(rank):
            allowed: Sequence[int] = options
            if choose(source, (False, True, True, True)):
                allowed = [option for option in options if option not in values] or options
            values.append(choose(source, allowed))
        return tuple(values)

    return drawn


def mixed(*options: int) -> Axes:
    """The same number for all axes one time in three, whatever the other parameters are."""
    return lambda source, rank: (each if choose(source, (True, True, False)) else same)(*options)(source, rank)


def one_of(*shapes: tuple[int, ...]) -> Axes:
    """One of some tuples, which have as many numbers as there are axes."""
    return lambda source, _: choose(source, shapes)


def by_rank(*draws: Axes) -> Axes:
    """Another draw for each rank; the last one for those above."""
    return lambda source, rank: draws[min(rank, len(draws)) - 1](source, rank)


def none(_: Source, extents: tuple[int, ...]) -> tuple[Pair, ...]:
    """No padding."""
    return ((0, 0),) * len(extents)


def half(_: Source, extents: tuple[int, ...]) -> tuple[Pair, ...]:
    """As much on both sides as keeps the size of an image under an odd kernel."""
    return tuple(((extent - 1) // 2, (extent - 1) // 2) for extent in extents)


def even_same(_: Source, extents: tuple[int, ...]) -> tuple[Pair, ...]:
    """What `same_upper` is at stride 2 for an even size: under an odd kernel one more behind than in front."""
    return tuple((max(0, extent - 2) // 2, max(0, extent - 1) // 2) for extent in extents)


def half_or_more(_: Source, extents: tuple[int, ...]) -> tuple[Pair, ...]:
    """The same under an odd kernel, and one element more than that under an even one: the size grows by one."""
    return tuple((extent // 2, extent // 2) for extent in extents)


def full(_: Source, extents: tuple[int, ...]) -> tuple[Pair, ...]:
    """All that a window spans beyond one element, on both sides."""
    return tuple((extent - 1, extent - 1) for extent in extents)


def any_of(*paddings: Padding) -> Padding:
    """One of several paddings."""
    return lambda source, extents: choose(source, paddings)(source, extents)


def causal(_: Source, extents: tuple[int, ...]) -> tuple[Pair, ...]:
    """All that a window spans beyond one element, before the image."""
    return tuple((extent - 1, 0) for extent in extents)


def amounts(*options: int) -> Padding:
    """The same amount on all sides."""
    return lambda source, extents: ((choose(source, options),) * 2,) * len(extents)


def uneven_padding(source: Source, extents: tuple[int, ...]) -> tuple[Pair, ...]:
    """Other amounts on every side, up to what a window spans; one time in three the same before and after, and one time
    in three the same along all axes.
    """
    even = choose(source, (False, False, True))
    if choose(source, (False, False, True)):
        before, after = choose(source, (0, 1, 2, 3)), choose(source, (0, 1, 2))
        return ((before, before if even else after),) * len(extents)
    pairs = []
    for span in extents:
        before = choose(source, (0, 1, 2, 0, 3, span - 1, span))
        pairs.append((before, before if even else choose(source, (0, 1, 2, 0, 3, span - 1))))
    return tuple(pairs)


def uneven_channels(source: Source, _: int) -> tuple[int, int, int]:
    """A few of each; depthwise half of the time where there are groups."""
    groups = choose(source, (1, 2, 3, 1, 2, 4, 1))
    if groups > 1 and choose(source, (False, True)):
        return groups * choose(source, (1, 2, 3)), 1, choose(source, (1, 2, 3))
    return groups, choose(source, (1, 2, 3, 2, 3, 4, 5, 6)), choose(source, (1, 2, 3, 2, 4, 5))


PLAIN = Plan(
    kernel=mixed(3, 2, 1, 4, 5),
    stride=same(1, 1, 1, 2),
    dilation=same(1, 1, 1, 1, 2),
    padding=lambda source, extents: choose(source, (none, none, half))(source, extents),
    out=lambda source, rank: tuple(choose(source, (1, 2, 1, 1, 3, 5)) for _ in range(rank)),
    items=(1, 1, 2),
    channels=lambda _, __: (1, 1, 1),
)
"""One image and one kernel, as in a textbook; often with one window."""

UNEVEN = Plan(
    kernel=by_rank(mixed(1, 2, 3, 4, 5, 2, 3, 7, 6, 11), mixed(1, 2, 3, 4, 5, 2, 3, 7), mixed(1, 2, 3, 2, 3, 4)),
    stride=mixed(1, 2, 3, 1, 2, 4, 1, 5),
    dilation=mixed(1, 2, 3, 1, 1, 2, 5),
    padding=uneven_padding,
    out=by_rank(mixed(1, 2, 3, 4, 5, 6, 9, 13), mixed(1, 2, 3, 4, 5, 6, 7, 9), mixed(1, 2, 3, 4, 5)),
    items=(1, 2, 3, 5, 1, 2, 3, 4, 6, 1, 2, 0, 7, 9),
    channels=uneven_channels,
)
"""Every axis and every parameter by itself."""
