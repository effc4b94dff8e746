"""Another problem, which differs in one thing alone: what a cache would have to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from ..contract.claims import Claims
from ..definition.boundary import BOUNDARIES
from ..definition.dtypes import EXACT_BITS
from ..definition.geometry import PADDINGS
from ..definition.problem import Problem
from ..definition.transposed_problem import TransposedProblem
from ..operands.descriptor import Descriptor
from ..operands.fresh import way_back
from ..operands.layout import channels_last
from ._series import refilled

How = int | str

MORE = (1, 5)

ALONG = ("size", "kernel", "stride", "dilation", "padding", "split", "ends")
"""What is another along one axis."""

THINGS = ("items", "filters", "channels", *ALONG, "groups", "bias", "boundary", "dtype", "layout", *ALONG[2:4], "split")
"""In what two problems can differ. `split` says how a padded image of the same size is split into image and padding,
`ends` which end has more of the padding. Some are forgotten more often than others."""


def things(given: Problem, claims: Claims) -> Sequence[str]:
    """In what another problem can differ from `given` and still be claimed."""
    return _things(given.origin, claims)


@lru_cache(maxsize=16)
def _things(origin: str, claims: Claims) -> Sequence[str]:
    """The same, found out once: it is asked when a problem is drawn, and again when it is put to the law."""
    given = Descriptor.parse(origin).outline()
    possible = {thing: next(_claimed_ways(given, claims, thing), None) is not None for thing in THINGS}
    return [thing for thing in THINGS if possible[thing]]


def ways(given: Problem, claims: Claims, thing: str) -> Sequence[How]:
    """How it can: along which axis, by how much, or what it is instead."""
    return [*_claimed_ways(given, claims, thing)]


def _claimed_ways(given: Problem, claims: Claims, thing: str) -> Iterator[How]:
    return (how for how in _ways(given, thing) if _is_claimed(_outline(given, thing, how), claims))


def _ways(given: Problem, thing: str) -> Sequence[How]:
    if thing in ("items", "filters", "channels"):
        return MORE
    if thing == "boundary":
        return [name for name in BOUNDARIES if name != given.boundary]
    if thing == "dtype":
        return [name for name in EXACT_BITS if name != given.input.dtype.name]
    along = range(given.rank) if thing in ALONG else ("other",)
    return [*along, *(name for name in PADDINGS if thing == "padding" and name != given.padding)]


def first(given: Problem, thing: str) -> Problem:
    """`given`, from which another can differ in this: with its padding as pairs, where that is what differs."""
    return given.explicit() if thing in ("padding", "split", "ends") else given


def other(given: Problem, thing: str, how: How) -> Problem:
    """The problem that differs from the `first` one in this, and in its numbers."""
    outline = _outline(given, thing, how)
    assert outline is not None
    found = refilled(outline, "other")
    return replace(found, input=channels_last(found.input)) if thing == "layout" else found


def other_way_back(given: Problem, thing: str, how: How) -> Problem | TransposedProblem:
    """The same for the way back. Another stride, dilation or padding there is one for the same operands, if there is
    such a problem, and not for those that another correlation ends in.
    """
    another = other(given, thing, how)
    if thing not in ("stride", "dilation", "padding"):
        return another
    back = way_back(refilled(first(given, thing), "other"))
    changed = replace(back, **{thing: getattr(another, thing)}, output_padding=0)
    return another if changed.invalidity() else changed


def _is_claimed(problem: Problem | None, claims: Claims) -> bool:
    if problem is None or claims.refusal(problem) or problem.invalidity():
        return False
    return min(problem.output_size) > 0


def _outline(given: Problem, thing: str, how: Any) -> Problem | None:
    """The other problem with zeros for all numbers; None where it would be the same one."""
    given = first(given, thing)
    image, weight, groups = list(given.input.shape), list(given.weight.shape), given.groups
    changes: dict[str, Any] = {}
    if thing == "items":
        image[0] += how
    elif thing == "filters":
        weight[0] += how * groups
    elif thing == "channels":
        image[1], weight[1] = image[1] + how * groups, weight[1] + how
    elif thing == "size":
        image[2 + how] += given.strides[how]
    elif thing == "kernel":
        weight[2 + how] += 1
    elif thing in ("stride", "dilation"):
        changes[thing] = _put(getattr(given, thing), how, getattr(given, thing)[how] + 1)
    elif thing == "padding":
        changes[thing] = how if isinstance(how, str) else _put(given.pairs, how, _longer(given.pairs[how]))
    elif thing == "split":
        image[2 + how] -= 2
        changes["padding"] = _put(given.pairs, how, _longer(given.pairs[how]))
    elif thing == "ends":
        changes["padding"] = _put(given.pairs, how, given.pairs[how][::-1])
    elif thing == "groups":
        changes["groups"] = 1 if groups > 1 else 2
        weight[1] = image[1] // changes["groups"]
    elif thing == "boundary":
        changes["boundary"] = how
    if min(image[2:]) < 1 or (thing == "ends" and changes["padding"] == given.pairs):
        return None
    if thing == "layout" and given.input.shape[1] == 1:
        return None
    dtype = how if thing == "dtype" else str(given.input.dtype)
    has_bias = (given.bias is None) is (thing == "bias")
    return replace(
        given,
        input=_zeros(image, dtype),
        weight=_zeros(weight, dtype),
        bias=_zeros(weight[:1], dtype) if has_bias else None,
        **changes,
    )


def _put(values: tuple[Any, ...], axis: int, value: Any) -> tuple[Any, ...]:
    return (*values[:axis], value, *values[axis + 1 :])


def _longer(pair: tuple[int, int]) -> tuple[int, int]:
    return pair[0] + 1, pair[1] + 1


def _zeros(shape: Sequence[int], dtype: str) -> Any:
    return np.broadcast_to(np.zeros((), dtype), tuple(shape))
