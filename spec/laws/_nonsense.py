"""Ways to make a transposed problem invalid: the kind of nonsense, the axis and the wrong number."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..contract.claims import Claims
from ..definition.problem import Problem
from ..definition.transposed_problem import TransposedProblem
from ..operands.numbers import VAST

ALONG = ("no_taps", "stride", "dilation", "size", "long_output_padding", "negative_output_padding", "negative_padding")
"""The kinds that go wrong along one of the axes."""


def kinds(given: Problem, claims: Claims) -> Sequence[str]:
    """The kinds of nonsense that the transposed problem of `given` can hold, for an operation with these `claims`."""
    features = claims.features
    pairs = bool(claims.forms & {"explicit", "symmetric"})
    possible = {
        "no_taps": True,
        "rank": True,
        "channels": True,
        "groups": "groups" in features,
        "bias": "bias" in features,
        "stride": "stride" in features,
        "dilation": "dilation" in features,
        "size": "stride" in features and max(given.output_size) > 1,
        "long_output_padding": "output_padding" in features,
        "negative_output_padding": "output_padding" in features,
        "negative_padding": pairs,
        "length_of_stride": "stride" in features,
        "length_of_dilation": "dilation" in features,
        "length_of_padding": pairs,
        "length_of_output_padding": "output_padding" in features,
    }
    return [kind for kind, is_possible in possible.items() if is_possible]


def axes_of_kind(given: Problem, kind: str) -> Sequence[int]:
    """The axes along which nonsense of this kind is possible; only the first for a kind without an axis."""
    if kind == "size":
        return [axis for axis, length in enumerate(given.output_size) if length > 1]
    return range(given.rank if kind in ALONG else 1)


def wrong_numbers(given: Problem, kind: str, axis: int) -> Sequence[int]:
    """The numbers that make nonsense of this kind in place of a right number."""
    channels, filters, *_ = given.weight.shape
    lists = [given.rank + 1, given.rank - 1] if given.rank > 1 else [given.rank + 1]
    return {
        "no_taps": [0],
        "rank": lists,
        "channels": [2 * channels, channels - 1] if channels > 1 else [2],
        "groups": [0, -1, -2, *[channels + 1] * 3],
        "bias": [filters * given.groups + 1],
        "stride": [0, -1, -2],
        "dilation": [0, -1, -2],
        "size": VAST[2:],
        "long_output_padding": [max(given.strides[axis], given.dilations[axis])],
        "negative_output_padding": [-1, -1, -2],
        "negative_padding": [-1],
    }.get(kind, lists)


def spoil(back: TransposedProblem, kind: str, axis: int, wrong: int) -> TransposedProblem:
    """`back` with nonsense of this kind: along `axis`, and with the number `wrong` (see `wrong_numbers`)."""

    def put(values: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
        return (*values[:axis], value, *values[axis + 1 :])

    if kind == "no_taps":
        return replace(back, weight=np.ones((*back.weight.shape[:2], *put(back.kernel, wrong)), back.weight.dtype))
    if kind == "rank":
        return replace(back, weight=back.weight[..., None if wrong > back.rank else 0])
    if kind == "channels":
        return replace(back, weight=np.concatenate([back.weight] * 2)[:wrong])
    if kind == "groups":
        return replace(back, groups=wrong)
    if kind == "bias":
        return replace(back, bias=np.ones(wrong, back.weight.dtype))
    lists: dict[str, Any] = {
        "stride": back.strides,
        "dilation": back.dilations,
        "padding": back.pairs,
        "output_padding": back.output_paddings,
    }
    if kind.startswith("length_of_"):
        name = kind.removeprefix("length_of_")
        values = (*lists[name], lists[name][-1])[:wrong]
    else:
        name = "stride" if kind == "size" else kind.removeprefix("long_").removeprefix("negative_")
        values = put(lists[name], (wrong, wrong) if name == "padding" else wrong)
    changes: dict[str, Any] = {name: values}
    return replace(back, **changes)
