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

SMALL = 30_000_000
"""Multiplications up to which a layer is drawn in every turn."""


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
    _layer("ResNet-50, stem", "He et al. 2016", "1x3x224x224 * 64x3x7x7 s2,2 p3-3,3-3"),
    _layer("ResNet-50, 3x3", "He et al. 2016", "1x64x56x56 * 64x64x3x3 p1-1,1-1"),
    _layer("ResNet-50, 3x3 strided", "Goyal et al. 2017", "1x128x56x56 * 128x128x3x3 s2,2 p1-1,1-1"),
    _layer("ResNet-50, 3x3 at 7x7", "He et al. 2016", "1x512x7x7 * 512x512x3x3 p1-1,1-1"),
    _layer("ResNet-50, 1x1", "He et al. 2016", "2x1024x14x14 * 256x1024x1x1"),
    _layer("ResNeXt-50, 32 groups", "Xie et al. 2017", "1x128x56x56 * 128x4x3x3 p1-1,1-1 g32"),
    _layer("Inception-v3, stem", "Szegedy et al. 2016", "1x3x299x299 * 32x3x3x3 s2,2"),
    _layer("MobileNet, stem", "Howard et al. 2017", "2x3x224x224 * 32x3x3x3 s2,2 p0-1,0-1"),
    _layer("MobileNetV2, depthwise", "Sandler et al. 2018", "2x144x56x56 * 144x1x3x3 p1-1,1-1 g144"),
    _layer("EfficientNet-B0, depthwise 5x5", "Tan and Le 2019", "2x144x56x56 * 144x1x5x5 s2,2 p2-2,2-2 g144"),
    _layer("ConvNeXt-T, depthwise 7x7", "Liu et al. 2022", "1x96x56x56 * 96x1x7x7 p3-3,3-3 g96"),
    _layer("AlexNet, 11x11 strided", "Krizhevsky et al. 2012", "1x3x227x227 * 96x3x11x11 s4,4"),
    _layer("AlexNet, 3x3 at 13x13", "Krizhevsky et al. 2012", "1x256x13x13 * 384x256x3x3 p1-1,1-1"),
    _layer("ViT-B/16, patch embedding", "Dosovitskiy et al. 2021", "1x3x224x224 * 768x3x16x16 s16,16"),
    _layer("DeepLabv3, dilation 6", "Chen et al. 2017", "1x64x33x33 * 64x64x3x3 p6-6,6-6 d6,6"),
    _layer("DeepLabv3, dilation 18", "Chen et al. 2017", "1x64x33x33 * 64x64x3x3 p18-18,18-18 d18,18"),
    _layer("DeepLabv3, dilation 36", "Chen et al. 2017", "1x32x65x65 * 32x32x3x3 p36-36,36-36 d36,36"),
    _layer("pix2pix, 4x4 to an image", "Isola et al. 2017", "1x3x256x256 * 64x3x4x4 s2,2 p1-1,1-1"),
    _layer("pix2pix, 4x4 inside", "Isola et al. 2017", "1x64x64x64 * 64x64x4x4 s2,2 p1-1,1-1"),
    _layer("WaveNet, dilation 512", "van den Oord et al. 2016", "1x64x8512 * 128x64x2 d512"),
    _layer("wav2vec 2.0, raw wave", "Baevski et al. 2020", "1x1x16000 * 512x1x10 s5"),
    _layer("wav2vec 2.0, encoder", "Baevski et al. 2020", "1x512x199 * 512x512x3 s2"),
    _layer("wav2vec 2.0, positions", "Baevski et al. 2020", "1x192x49 * 192x48x128 p64-64 g4"),
    _layer("Whisper tiny, first", "Radford et al. 2023", "1x80x3000 * 128x80x3 p1-1"),
    _layer("Whisper tiny, strided", "Radford et al. 2023", "1x384x600 * 384x384x3 s2 p1-1"),
    _layer("R3D-18, stem", "Tran et al. 2018", "1x3x4x56x56 * 64x3x3x7x7 s1,2,2 p1-1,3-3,3-3"),
)
"""Layers of each kind: dense, strided, pointwise, grouped, depthwise, dilated until a window is longer than the image,
with long kernels and with windows that do not overlap, of images of an odd size and of three channels, up to an image
as down from one, of one spatial axis, and of three. Some images are smaller, some signals shorter and some channels or
filters fewer than in the paper, so that none takes many times as long as the others."""


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


def layer_problems(claims: Claims, random: Random, turn: int = 0) -> Iterator[Descriptor]:
    """Layers that `claims` cover, in random order: with a bias or without, filled and laid out at random.

    Small ones are drawn in every turn, and each of the others in every second. They are in the real floating dtypes,
    mostly the narrowest of them. Layers are not drawn like other problems: there are few, and two turns see them all.
    """
    dtypes = [dtype for dtype in ("float32", "float64") if dtype in claims.dtypes]
    if not dtypes:
        return
    small = [layer for layer in LAYERS if layer.multiplications <= SMALL]
    large = [layer for layer in LAYERS if layer.multiplications > SMALL]
    layers = [layer.descriptor for layer in small + large[turn % 2 :: 2] if layer.claimed(claims, dtypes[0])]
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
