"""How problems without a window, and invalid problems, are drawn: a valid problem, spoiled in one way."""

from dataclasses import replace
from typing import Any

from ..contract.claims import Claims
from ..definition.geometry import extent
from ..operands.descriptor import Descriptor
from ..operands.numbers import VAST
from .choices import Source, choose
from .valid import valid_problems

Change = dict[str, Any]


def windowless_problems(source: Source, claims: Claims, needs: frozenset[str] = frozenset()) -> Descriptor:
    """Valid problems in which, on at least one axis, the kernel spans more than the padded input: by a few elements,
    or by so many that their number is hard to hold.
    """
    good = valid_problems(source, claims, needs)
    axis = choose(source, range(good.rank))
    missing = choose(source, (1, 2, 3))
    size, kernel = list(good.input_shape[2:]), list(good.weight_shape[2:])
    padding, room = good.padding, 0
    if isinstance(padding, tuple):
        # A long padding would make room for the kernel again.
        pair = min(padding[axis][0], 1), min(padding[axis][1], 1)
        padding, room = (*padding[:axis], pair, *padding[axis + 1 :]), sum(pair)
    else:
        padding = "valid"
    while extent(kernel[axis], good.dilation[axis]) - room - missing < 1:
        kernel[axis] += 1
    size[axis] = extent(kernel[axis], good.dilation[axis]) - room - missing
    dilation = good.dilation
    if "dilation" in claims.features and choose(source, (False, False, False, True)):
        # The kernel itself is not too long: who loses the dilation finds that it fits.
        kernel[axis] = max(2, kernel[axis])
        size[axis] = max(size[axis], kernel[axis])
        dilation = (*dilation[:axis], choose(source, VAST), *dilation[axis + 1 :])
    return replace(
        good,
        dilation=dilation,
        input_shape=(*good.input_shape[:2], *size),
        weight_shape=(*good.weight_shape[:2], *kernel),
        padding=padding,
    )


def invalid_problems(source: Source, claims: Claims, needs: frozenset[str] = frozenset()) -> Descriptor:
    """Problems with one fault, of a kind that the operation's signature lets a caller commit: first the kind, then the
    fault.
    """
    good = valid_problems(source, claims, needs)
    kinds = _faults(
        claims, good, choose(source, range(good.rank)), choose(source, (0, 0, 0, 0, -1, -2, -VAST[0], -VAST[2]))
    )
    changes = choose(source, [changes for changes in kinds.values() if changes])
    return replace(good, **choose(source, changes))


def _faults(claims: Claims, good: Descriptor, axis: int, wrong: int) -> dict[str, list[Change]]:
    """What can be wrong with `good`, by kind. `axis` is where it goes wrong, and `wrong` a number that is not
    positive.
    """
    batch, channels, *size = good.input_shape
    filters, group_channels, *kernel = good.weight_shape

    def put(values: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
        return (*values[:axis], value, *values[axis + 1 :])

    def lengths(name: str, values: tuple[Any, ...], extra: Any) -> list[Change]:
        shorter: list[Change] = [{name: values[:-1]}] if good.rank > 1 else []
        return [{name: (*values, extra)}, *shorter]

    faults: dict[str, list[Change]] = {
        "no taps": [{"weight_shape": (filters, group_channels, *put(tuple(kernel), 0))}],
        "rank": [{"weight_shape": (filters, group_channels, *kernel, 1)}],
        "lengths": [],
    }
    if good.rank > 1:
        faults["rank"].append({"weight_shape": (filters, group_channels, *kernel[:-1])})
    if claims.batched:
        faults["channels"] = [
            {"weight_shape": (filters, group_channels + 1, *kernel)},
            {"input_shape": (batch, channels + good.groups, *size)},
        ]
    for name, values in (("stride", good.stride), ("dilation", good.dilation)):
        if name in claims.features:
            faults[name] = [{name: put(values, wrong)}]
            faults["lengths"] += lengths(name, values, 1)
    if "padding" in claims.features and isinstance(good.padding, tuple):
        below = wrong - 1
        either = [(below, 1), (1, below)] if "explicit" in claims.forms else []
        faults["padding"] = [{"padding": put(good.padding, pair)} for pair in ((below, below), *either)]
        faults["lengths"] += lengths("padding", good.padding, (0, 0))
        # Of one axis alone, 2³² elements are many, but can be had.
        vast = VAST if good.rank > 1 else VAST[2:]
        ones = (1,) * good.rank
        faults["size"] = [{"padding": ((amount, amount),) * good.rank, "stride": ones} for amount in vast]
    if "groups" in claims.features:
        faults["groups"] = [{"groups": wrong}, {"groups": channels + 1}]
        if good.groups > 1:
            faults["groups"].append({"weight_shape": (filters + 1, group_channels, *kernel), "bias": None})
    if "bias" in claims.features:
        faults["bias"] = [{"bias": filters + 1}, {"bias": 1 if filters > 1 else 3}]
    return faults
