"""The frontier: one number is large, and lies at a block that kernels are tiled by, or beside it; the others are few.

What a tile leaves over shows beyond one whole tile only. A number just above the largest block is beyond every smaller
one as well, so those are drawn most.
"""

from dataclasses import replace

from .choices import Source, choose
from .plan import UNEVEN, Axes, Channels, Plan, by_rank, each, mixed, uneven_padding

BLOCKS = (8, 256, 16, 256, 32, 256, 64, 128, 256)

STEPS = (1, 1, -1, 0, 0.5)
"""What is added to a block: in elements, or in parts of it."""


def length(source: Source) -> int:
    """A number at a block, or beside it."""
    block, step = choose(source, BLOCKS), choose(source, STEPS)
    return block + (int(block * step) if 0 < step < 1 else int(step))


def few(source: Source, _: int) -> tuple[int, int, int]:
    return choose(source, (1, 1, 2)), choose(source, (1, 2, 3)), choose(source, (1, 2, 3))


SMALL = Plan(
    kernel=by_rank(mixed(1, 2, 3), mixed(1, 2, 3), mixed(1, 2)),
    stride=mixed(1, 1, 2, 3),
    dilation=mixed(1, 1, 1, 2),
    padding=uneven_padding,
    out=each(1, 2, 3),
    items=(1, 2, 3),
    channels=few,
)


def long_axis(others: tuple[int, ...]) -> Axes:
    """One axis is long, and the others are not."""

    def drawn(source: Source, rank: int) -> tuple[int, ...]:
        axis = choose(source, range(rank))
        values = each(*others)(source, rank)
        return (*values[:axis], length(source), *values[axis + 1 :])

    return drawn


def many(place: int) -> Channels:
    """Many groups, many channels of one group, or many filters of one group."""

    def drawn(source: Source, taps: int) -> tuple[int, int, int]:
        _, channels, filters = few(source, taps)
        found = [1, channels if place else 1, filters]
        found[place] = length(source)
        return found[0], found[1], found[2]

    return drawn


def reduction(source: Source, taps: int) -> tuple[int, int, int]:
    """As many channels as make a sum of about a block of terms, and a few more or less."""
    return 1, max(1, -(-length(source) // taps)), choose(source, (1, 2, 3))


def frontier(source: Source) -> Plan:
    """A plan with one large number, and one time in four with another parameter drawn as everywhere."""
    plan = _large(source)
    if choose(source, (False, False, False, True)):
        parameter = choose(source, ("stride", "dilation", "channels", "items", "kernel"))
        plan = replace(plan, **{parameter: getattr(UNEVEN, parameter)})
    return plan


def _large(source: Source) -> Plan:
    large = choose(source, ("out", "out", "out", "kernel", "groups", "channels", "filters", "items", "terms"))
    if large == "out":
        return replace(SMALL, out=long_axis((1, 2, 3)))
    if large == "kernel":
        return replace(SMALL, kernel=long_axis((1,)), dilation=lambda _, rank: (1,) * rank, out=each(1, 2))
    if large == "items":
        return replace(SMALL, items=(length(source),))
    if large == "terms":
        return replace(SMALL, channels=reduction, kernel=mixed(3, 2, 5, 1))
    return replace(SMALL, channels=many(("groups", "channels", "filters").index(large)))
