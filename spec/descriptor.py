"""Descriptor: a problem in one line."""

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from . import data, geometry
from .boundary import BOUNDARIES
from .layout import LAYOUTS, constant
from .problem import Problem

Array = np.ndarray[Any, Any]

_DESCRIPTOR = re.compile(r"(?P<input>\d+(x\d+)*) \* (?P<weight>\d+(x\d+)*)(?P<rest>( \S+)*)")


@dataclass(frozen=True)
class Descriptor:
    """A problem in one line: `2x4x11x8 * 6x2x2x3 s1,2 p1-0,0-2 d2,1 g2 float32 seeded:7`.

    Shapes first, input then weight. Then, in any order, each with its default where it is left out: `s` strides
    (1), `p` padding as before-after pairs or as a name (none), a boundary (`zero`), `d` dilations (1), `g` groups
    (1), `b` the length of the bias (no bias), a dtype (`float64`), a fill (`ones`), and the memory layouts as
    `input:NAME` and `weight:NAME` (`contiguous`).

    >>> str(Descriptor.parse("1x1x6x8 * 1x1x1x2 ramp s1,2"))
    '1x1x6x8 * 1x1x1x2 s1,2 float64 ramp'
    """

    input_shape: tuple[int, ...]
    weight_shape: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[geometry.Pair, ...] | str
    dilation: tuple[int, ...]
    groups: int = 1
    bias: int | None = None
    boundary: str = "zero"
    dtype: str = "float64"
    fill: str = "ones"
    seed: int = 0
    input_layout: str = "contiguous"
    weight_layout: str = "contiguous"

    @property
    def rank(self) -> int:
        return len(self.input_shape) - 2

    @property
    def elements(self) -> int:
        """How many elements input and weight have together."""
        return math.prod(self.input_shape) + math.prod(self.weight_shape)

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        def joined(values: tuple[int, ...], separator: str) -> str:
            return separator.join(map(str, values))

        words = [joined(self.input_shape, "x"), "*", joined(self.weight_shape, "x")]
        if self.stride != (1,) * self.rank:
            words.append("s" + joined(self.stride, ","))
        if isinstance(self.padding, str):
            words.append("p" + self.padding)
        elif self.padding != ((0, 0),) * self.rank:
            words.append("p" + ",".join(f"{before}-{after}" for before, after in self.padding))
        if self.boundary != "zero":
            words.append(self.boundary)
        if self.dilation != (1,) * self.rank:
            words.append("d" + joined(self.dilation, ","))
        if self.groups != 1:
            words.append(f"g{self.groups}")
        if self.bias is not None:
            words.append(f"b{self.bias}")
        words.append(self.dtype)
        words.append(f"{self.fill}:{self.seed}" if self.fill in ("seeded", "wide") else self.fill)
        for operand, layout in (("input", self.input_layout), ("weight", self.weight_layout)):
            if layout != "contiguous":
                words.append(f"{operand}:{layout}")
        return " ".join(words)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The descriptor that `text` spells. Raises ValueError, naming the word that it cannot read."""
        match = _DESCRIPTOR.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} does not start with two shapes, such as 1x1x6x8 * 1x1x1x2")
        input_shape, weight_shape = (tuple(map(int, match[name].split("x"))) for name in ("input", "weight"))
        if len(input_shape) < 3 or len(weight_shape) < 3:
            raise ValueError(
                f"{text!r}: a shape has a batch or filter axis, a channel axis and at least one spatial axis"
            )
        rank = len(input_shape) - 2
        fields: dict[str, Any] = {}
        for word in match["rest"].split():
            fields.update(_read(word))
        one = (1,) * rank
        defaults = {"stride": one, "padding": ((0, 0),) * rank, "dilation": one}
        return cls(input_shape, weight_shape, **(defaults | fields))

    def problem(self) -> Problem:
        """The problem itself, its arrays laid out in memory as described."""
        terms = math.prod(self.weight_shape[1:])

        def operand(name: str, shape: tuple[int, ...], layout: str) -> Array:
            values = data.filled(self.fill, self.seed, name, shape, self.dtype, terms)
            return LAYOUTS[layout](constant(values) if layout == "broadcast" else values)

        return Problem(
            input=operand("input", self.input_shape, self.input_layout),
            weight=operand("weight", self.weight_shape, self.weight_layout),
            bias=None if self.bias is None else operand("bias", (self.bias,), "contiguous"),
            stride=self.stride,
            padding=self.padding,
            boundary=self.boundary,
            dilation=self.dilation,
            groups=self.groups,
            origin=str(self),
        )


def _read(word: str) -> dict[str, Any]:
    """The fields that one word of a descriptor sets."""
    operand, _, layout = word.partition(":")
    if operand in ("input", "weight"):
        if layout not in LAYOUTS:
            raise ValueError(f"{word!r}: no memory layout is called {layout!r}; there are {', '.join(LAYOUTS)}")
        return {f"{operand}_layout": layout}
    if word in BOUNDARIES:
        return {"boundary": word}
    if word in data.EXACT_BITS:
        return {"dtype": word}
    if match := re.fullmatch(rf"({'|'.join(data.FILLS)})(?::(\d+))?", word):
        return {"fill": match[1], "seed": int(match[2] or 0)}
    if match := re.fullmatch(r"([sd])(-?\d+(?:,-?\d+)*)", word):
        values = tuple(map(int, match[2].split(",")))
        return {{"s": "stride", "d": "dilation"}[match[1]]: values}
    if match := re.fullmatch(r"([gb])(-?\d+)", word):
        return {{"g": "groups", "b": "bias"}[match[1]]: int(match[2])}
    if match := re.fullmatch(r"p(-?\d+--?\d+(?:,-?\d+--?\d+)*)", word):
        return {
            "padding": tuple((int(before), int(after)) for before, after in re.findall(r"(-?\d+)-(-?\d+)", match[1]))
        }
    if word.startswith("p") and word[1:] in geometry.PADDINGS:
        return {"padding": word[1:]}
    raise ValueError(f"{word!r} is not a stride, padding, boundary, dilation, groups, bias, dtype, fill or layout")
