"""Layers of networks that people train, at full size.

The size decides which path a library takes, and the small problems that are drawn elsewhere take few of those that
matter most. Where a paper leaves a number open, such as the length of a recording, a usual one is taken.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from random import Random

import numpy as np

from ..contract.claims import Claims
from ..definition.geometry import extent
from ..definition.problem import Problem
from ..operands.descriptor import Descriptor
from .values import SEEDS

PART = 2_000_000
"""Multiplications by which it is foreseen how long a layer takes."""


@dataclass(frozen=True)
class NetworkLayer:
    """One layer, under a batch of a size that fits it."""

    name: str
    source: str
    """The paper that it is from."""
    descriptor: Descriptor

    @property
    def multiplications(self) -> int:
        """Products that are summed for all outputs together."""
        return multiplications(self._outline("float32"))

    def claimed(self, claims: Claims, dtype: str) -> bool:
        """Whether `claims` cover the layer in `dtype`, and its operation can handle a problem of this size."""
        bearable = claims.max_multiplications is None or self.multiplications <= claims.max_multiplications
        return bearable and claims.refusal(self._outline(dtype)) is None

    def _outline(self, dtype: str) -> Problem:
        """The layer as a problem whose arrays have their shapes, and hold a single zero."""
        zero, described = np.zeros((), dtype), self.descriptor
        return Problem(
            np.broadcast_to(zero, described.input_shape),
            np.broadcast_to(zero, described.weight_shape),
            None,
            described.stride,
            described.padding,
            described.dilation,
            described.groups,
        )


def _layer(name: str, source: str, descriptor: str) -> NetworkLayer:
    return NetworkLayer(name, source, replace(Descriptor.parse(descriptor), dtype="float32", fill="seeded"))


LAYERS = (
    _layer("ResNet-50, 3x3", "He et al. 2016", "4x64x56x56 * 64x64x3x3 p1-1,1-1"),
    _layer("ResNet-50, 3x3 strided", "Goyal et al. 2017", "4x128x56x56 * 128x128x3x3 s2,2 p1-1,1-1"),
    _layer("ResNet-50, 1x1", "He et al. 2016", "4x1024x14x14 * 256x1024x1x1"),
    _layer("ResNeXt-50, 32 groups", "Xie et al. 2017", "4x128x56x56 * 128x4x3x3 p1-1,1-1 g32"),
    _layer("MobileNetV2, depthwise", "Sandler et al. 2018", "4x144x56x56 * 144x1x3x3 p1-1,1-1 g144"),
    _layer("ConvNeXt-T, depthwise 7x7", "Liu et al. 2022", "2x96x56x56 * 96x1x7x7 p3-3,3-3 g96"),
    _layer("AlexNet, 11x11 strided", "Krizhevsky et al. 2012", "4x3x227x227 * 96x3x11x11 s4,4"),
    _layer("ViT-B/16, patch embedding", "Dosovitskiy et al. 2021", "4x3x224x224 * 768x3x16x16 s16,16"),
    _layer("WaveNet, dilation 512", "van den Oord et al. 2016", "2x64x16512 * 128x64x2 d512"),
    _layer("R3D-18, stem", "Tran et al. 2018", "1x3x8x112x112 * 64x3x3x7x7 s1,2,2 p1-1,3-3,3-3"),
)
"""One layer of each kind: dense, strided, pointwise, grouped, depthwise with a small and with a large kernel, a large
dense kernel, windows that do not overlap, one spatial axis, and three."""


def multiplications(problem: Problem) -> int:
    """Products that are summed for all outputs together."""
    return math.prod(problem.output_shape) * problem.terms


def cut(layer: Descriptor) -> Descriptor:
    """A problem like `layer`, of one item, about a thousand windows, and as many channels and filters as make about
    `PART` multiplications.
    """
    groups, across = min(32, layer.groups), round(1024 ** (1 / layer.rank))
    axes = zip(layer.input_shape[2:], layer.weight_shape[2:], layer.stride, layer.dilation, strict=True)
    size = tuple(min(n, extent(k, d) + (across - 1) * s) for n, k, s, d in axes)
    one = replace(
        layer, input_shape=(1, groups, *size), weight_shape=(groups, 1, *layer.weight_shape[2:]), groups=groups
    )
    most = max(1, math.isqrt(PART // multiplications(replace(one, bias=None).outline())))
    channels, filters = min(most, layer.weight_shape[1]), min(most, layer.weight_shape[0] // layer.groups)
    return replace(
        one,
        input_shape=(1, groups * channels, *size),
        weight_shape=(groups * filters, channels, *layer.weight_shape[2:]),
        bias=None if layer.bias is None else groups * filters,
    )


def layer_problems(claims: Claims, random: Random) -> Iterator[Descriptor]:
    """Every layer that `claims` cover, once, in random order: with a bias or without, filled and laid out at random.

    They are in the real floating dtypes, mostly the narrowest of them. Layers are not drawn like other problems: there
    are few, and every run should see them all.
    """
    dtypes = [dtype for dtype in ("float32", "float64") if dtype in claims.dtypes]
    if not dtypes:
        return
    layers = [layer.descriptor for layer in LAYERS if layer.claimed(claims, dtypes[0])]
    largest = "wide" if claims.rounding == "direct" else "seeded"
    kinds = cycle([(dtypes[0], "seeded"), (dtypes[-1], largest), (dtypes[0], largest), (dtypes[0], "seeded")])
    for layer in random.sample(layers, len(layers)):
        dtype, fill = next(kinds)
        yield replace(
            layer,
            bias=layer.weight_shape[0] if "bias" in claims.features and random.random() < 0.5 else None,
            dtype=dtype,
            fill=fill,
            seed=random.randrange(SEEDS),
            input_layout=random.choice(("contiguous", "contiguous", "channels_last")),
        )
