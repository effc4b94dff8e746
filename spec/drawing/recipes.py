"""Recipes: combinations of parameters that everybody writes, and that libraries have shortcuts for.

A recipe is drawn whole, since a shortcut asks for several parameters at once; or with one parameter drawn otherwise,
since a shortcut that forgets to ask for one is wrong there.
"""

from dataclasses import replace

from .choices import Source, choose
from .plan import (
    UNEVEN,
    Axes,
    Channels,
    Padding,
    Plan,
    amounts,
    any_of,
    by_rank,
    causal,
    each,
    even_same,
    full,
    half,
    half_or_more,
    none,
    one_of,
    same,
)

WIDE = (4, 8, 3, 16, 5, 32, 12, 17, 64)
"""Channels and filters, in the order in which networks have them."""


def rgb(source: Source, _: int) -> tuple[int, int, int]:
    """Three colours, to as many filters as a first layer has."""
    return 1, 3, choose(source, (8, 32, 16, 64, 24))


def wide(source: Source, taps: int) -> tuple[int, int, int]:
    """Many channels, many filters, or a middling number of both."""
    many, some, few = choose(source, WIDE), choose(source, (4, 8, 16, 6, 12, 18, 32)), choose(source, (1, 2, 3, 4))
    return 1, *choose(source, ((many, few), (few, many), (some, some)))


def depthwise(source: Source, _: int) -> tuple[int, int, int]:
    """Every channel by itself, with one filter or a few of them."""
    return choose(source, (4, 8, 3, 16, 5, 32, 6, 33)), 1, choose(source, (1, 1, 1, 2, 3))


def grouped(source: Source, _: int) -> tuple[int, int, int]:
    """Groups of several channels and filters."""
    return choose(source, (2, 4, 8, 3, 16)), choose(source, (2, 4, 3, 8)), choose(source, (2, 4, 3, 1, 8))


def any_channels(source: Source, taps: int) -> tuple[int, int, int]:
    """One of the ways above."""
    return choose(source, (wide, depthwise, grouped, few))(source, taps)


def few(source: Source, _: int) -> tuple[int, int, int]:
    """One channel and one filter, or a few."""
    return 1, choose(source, (1, 2, 3)), choose(source, (1, 2, 3))


def lone(_: Source, __: int) -> tuple[int, int, int]:
    """One channel and one filter."""
    return 1, 1, 1


OUT = by_rank(each(5, 8, 1, 9, 4, 7, 16, 17, 13), each(5, 4, 1, 3, 6, 7, 2, 8, 9), each(2, 3, 1, 4))
"""Odd and even numbers of windows, and one window alone."""

LONG = same(1024, 500, 1030, 4100, 2050)
"""As a wave has, that is worked off in pieces."""

LARGER = by_rank(each(32, 64, 33, 100, 40), each(16, 12, 17, 20, 15), each(6, 8, 5))
"""More windows, as an image has that is more than a few tiles."""

ITEMS = (1, 2, 3, 1, 4, 8, 1)


ONE = same(1)


def _recipe(
    kernel: Axes,
    padding: Padding,
    channels: Channels,
    *,
    stride: Axes = ONE,
    dilation: Axes = ONE,
    out: Axes = OUT,
    ranks: tuple[int, ...] = (1, 2, 3),
) -> Plan:
    return Plan(
        kernel=kernel,
        padding=padding,
        channels=channels,
        stride=stride,
        dilation=dilation,
        out=out,
        items=ITEMS,
        ranks=ranks,
    )


LOW, WAVE = (1, 2), (1,)

DOWN = any_of(half, even_same)
"""Both ways in which an image is halved: PyTorch's, and TensorFlow's."""

ALIKE = _recipe(
    same(3, 2, 4, 1, 5, 6, 7, 8),
    any_of(half, none, half_or_more, amounts(1, 2), full),
    any_channels,
    stride=same(1, 1, 2, 3),
    dilation=same(1, 1, 1, 2, 3),
)
"""All axes alike, whatever the numbers are."""

RECIPES: dict[str, Plan] = {
    "3 taps": _recipe(same(3), half, wide),
    "3 taps, no padding": _recipe(same(3), none, wide),
    "3 taps, stride 2": _recipe(same(3), DOWN, wide, stride=same(2)),
    "3 taps, same on both sides": _recipe(same(3), half, few),
    "stem of 7 taps": _recipe(same(7), half, rgb, stride=same(2), ranks=LOW),
    "stem of 3 taps": _recipe(same(3), DOWN, rgb, stride=same(2)),
    "stem of 3 taps, no padding": _recipe(same(3), none, rgb, stride=same(2)),
    "stem of 11 taps": _recipe(same(11), amounts(2, 0), rgb, stride=same(4), ranks=LOW),
    "pointwise": _recipe(same(1), none, wide),
    "pointwise, strided": _recipe(same(1), none, wide, stride=same(2)),
    "pointwise, padded": _recipe(same(1), amounts(1), wide),
    "pointwise, grouped": _recipe(same(1), none, grouped),
    "depthwise, 3 taps": _recipe(same(3), half, depthwise),
    "depthwise, 3 taps, once more": _recipe(same(3), half, depthwise, ranks=(2,)),
    "depthwise, stride 2": _recipe(same(3, 5), DOWN, depthwise, stride=same(2)),
    "depthwise, 5 or 7 taps": _recipe(same(5, 7), half, depthwise, ranks=LOW),
    "depthwise, dilated": _recipe(same(3), half, depthwise, dilation=same(2, 3)),
    "grouped, 3 taps": _recipe(same(3), half, grouped),
    "grouped, stride 2": _recipe(same(3), DOWN, grouped, stride=same(2)),
    "5 taps": _recipe(same(5), half, few, stride=same(1, 2)),
    "dilated, 3 taps": _recipe(same(3), half, few, dilation=same(2, 4, 6, 12, 18, 36), ranks=LOW),
    "dilated by much": _recipe(same(3), half, few, dilation=same(36, 12, 18), ranks=LOW),
    "dilated, many channels": _recipe(same(3), half, wide, dilation=same(2, 4)),
    "patches": _recipe(same(2), none, wide, stride=same(2)),
    "patches of 4": _recipe(same(4), none, rgb, stride=same(4), ranks=LOW),
    "patches of 14 or 16": _recipe(same(16, 14), none, few, stride=same(16), ranks=LOW, out=each(1, 2, 3)),
    "4 taps, stride 2": _recipe(same(4), amounts(1), few, stride=same(2)),
    "4 taps, stride 2, many channels": _recipe(same(4), amounts(1), wide, stride=same(2)),
    "2 taps": _recipe(same(2), amounts(0, 1), few),
    "4 or 6 taps": _recipe(same(4, 6), half_or_more, few, ranks=LOW),
    "6 taps, stride 3": _recipe(same(6), amounts(2), few, stride=same(3), ranks=LOW),
    "the whole image": _recipe(each(3, 4, 5, 7, 2), none, few, out=same(1)),
    "the whole of one channel": _recipe(each(3, 4, 5, 7, 2), none, lone, out=same(1)),
    "the whole of many channels": _recipe(same(3, 4, 7), none, wide, out=same(1), ranks=LOW),
    "one number after another": _recipe(each(3, 2, 5), amounts(0, 1), few, out=same(1, 2)),
    "an image of one row or column": _recipe(same(3), half, few, out=one_of((1, 9), (9, 1), (1, 16)), ranks=(2,)),
    "uneven kernel, 3 and 2": _recipe(one_of((3, 2), (2, 3)), amounts(1), wide, stride=same(2), ranks=(2,)),
    "uneven kernel, even padding": _recipe(one_of((3, 5), (5, 3), (2, 4), (4, 2)), amounts(1), few, ranks=(2,)),
    "one axis of an image": _recipe(one_of((1, 7), (7, 1), (1, 3), (3, 1), (1, 5)), half, wide, ranks=(2,)),
    "one axis, strided": _recipe(one_of((1, 3), (3, 1)), half, wide, stride=one_of((1, 2), (2, 1), (2, 2)), ranks=(2,)),
    "time or space of a video": _recipe(one_of((3, 1, 1), (1, 3, 3)), half, wide, ranks=(3,)),
    "stem of a video": _recipe(one_of((3, 5, 5), (1, 7, 7)), half, few, stride=one_of((1, 2, 2)), ranks=(3,)),
    "causal": _recipe(same(2, 3), causal, few, dilation=same(1, 2, 4, 8, 16), ranks=WAVE),
    "a wave, strided": _recipe(same(10, 3, 2), none, wide, stride=same(5, 2), ranks=WAVE),
    "speech, 3 taps": _recipe(same(3), half, wide, stride=same(1, 2), ranks=WAVE),
    "speech, 128 taps in groups": _recipe(same(128), amounts(64), grouped, ranks=WAVE),
    "a long kernel": _recipe(same(31, 25, 64), half, few, ranks=WAVE),
    "a long kernel, dilated": _recipe(
        same(9, 29, 11),
        any_of(none, amounts(1, 4), half),
        few,
        dilation=same(4, 3, 8, 2),
        out=same(9, 25, 20),
        ranks=WAVE,
    ),
    "a long wave": _recipe(same(9, 3, 11), any_of(none, half), few, stride=same(1, 5, 3), out=LONG, ranks=WAVE),
    "a large kernel": _recipe(same(9, 13), half, few, ranks=(2,)),
}
"""The recipes, each by a name that says what it is."""

PARAMETERS = ("kernel", "stride", "dilation", "padding", "out", "channels", "items")


def recipe(source: Source, ranks: set[int]) -> Plan:
    """A recipe for one of `ranks`, whole or with one parameter drawn as everywhere."""
    if choose(source, (False, False, False, True)):
        return ALIKE
    fitting = [plan for plan in RECIPES.values() if not ranks.isdisjoint(plan.ranks)]
    plan = choose(source, fitting)
    if choose(source, (False, False, True)):
        parameter = choose(source, PARAMETERS)
        plan = replace(plan, **{parameter: getattr(UNEVEN, parameter)})
    if plan.out is OUT and choose(source, (*[False] * 7, True)):
        plan = replace(plan, out=LARGER)
    return plan
