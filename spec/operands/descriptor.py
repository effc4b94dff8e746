"""Descriptor: a problem in one line."""

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from ..definition import dtypes, geometry
from ..definition.boundary import BOUNDARIES
from ..definition.problem import Problem
from . import numbers
from .layout import LAYOUTS, laid_out, laid_out_bias

Array = np.ndarray[Any, Any]
Choice = int | str | tuple[int, ...]

_DESCRIPTOR = re.compile(r"(?P<input>\d+(x\d+)*) \* (?P<weight>\d+(x\d+)*)(?P<rest>( \S+)*)")


@dataclass(frozen=True)
class Descriptor:
    """A problem in one line: `2x4x11x8 * 6x2x2x3 s1,2 p1-0,0-2 d2,1 g2 float32 seeded:7`.

    The shapes of input and weight come first. Then, in any order, with the default in brackets: `s` strides (1), `p`
    padding as before-after pairs or as a name (none), a boundary (`zero`), `d` dilations (1), `g` groups (1), `b` the
    length of the bias (no bias), a dtype (`float64`), a fill (`ones`), and the memory layouts as `input:NAME`,
    `weight:NAME` and `bias:NAME` (`contiguous`). Last come the choices of a law, such as `axis=1 tap=0,2` (the first
    option of each; see `laws.law.Law.options`).

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
    bias_layout: str = "contiguous"
    chosen: tuple[tuple[str, Choice], ...] = ()
    """The choices of a law, by the names of its parameters."""

    @property
    def rank(self) -> int:
        return len(self.input_shape) - 2

    @property
    def elements(self) -> int:
        """The number of elements of input and weight together."""
        return math.prod(self.input_shape) + math.prod(self.weight_shape)

    @property
    def layouts(self) -> dict[str, str]:
        """The layouts of the operands that do not lie in C order."""
        named = {"input": self.input_layout, "weight": self.weight_layout, "bias": self.bias_layout}
        return {operand: layout for operand, layout in named.items() if layout != "contiguous"}

    def __str__(self) -> str:
        return " ".join([self._problem_text, *(f"{name}={_spelled(choice)}" for name, choice in self.chosen)])

    @cached_property
    def _problem_text(self) -> str:
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
        words += [f"{operand}:{layout}" for operand, layout in self.layouts.items()]
        return " ".join(words)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The descriptor that `text` spells. Raises ValueError, which names the word that cannot be read."""
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
        chosen: dict[str, Choice] = {}
        for word in match["rest"].split():
            if choice := re.fullmatch(r"([a-z_]+)=(\S+)", word):
                chosen[choice[1]] = _choice(choice[2])
            else:
                fields.update(_read(word))
        one = (1,) * rank
        defaults = {"stride": one, "padding": ((0, 0),) * rank, "dilation": one}
        return cls(input_shape, weight_shape, **(defaults | fields), chosen=tuple(chosen.items()))

    def problem(self) -> Problem:
        """The problem itself, its arrays laid out in memory as described."""
        terms = math.prod(self.weight_shape[1:])

        def filled(name: str, shape: tuple[int, ...]) -> Array:
            return numbers.filled(self.fill, self.seed, name, shape, self.dtype, terms)

        return self._problem(
            laid_out(filled("input", self.input_shape), self.input_layout),
            laid_out(filled("weight", self.weight_shape), self.weight_layout),
            None if self.bias is None else laid_out_bias(filled("bias", (self.bias,)), self.bias_layout),
        )

    def outline(self) -> Problem:
        """The problem with zeros for all numbers. It takes no memory."""
        zero = np.zeros((), self.dtype)
        bias = None if self.bias is None else np.broadcast_to(zero, (self.bias,))
        return self._problem(np.broadcast_to(zero, self.input_shape), np.broadcast_to(zero, self.weight_shape), bias)

    def _problem(self, input: Array, weight: Array, bias: Array | None) -> Problem:
        return Problem(
            input,
            weight,
            bias,
            stride=self.stride,
            padding=self.padding,
            boundary=self.boundary,
            dilation=self.dilation,
            groups=self.groups,
            origin=self._problem_text,
            layouts=self.layouts,
        )


def _spelled(choice: Choice) -> str:
    return ",".join(map(str, choice)) if isinstance(choice, tuple) else str(choice)


def _choice(text: str) -> Choice:
    """What `text` spells: a number, several numbers, or a word. One number alone may stand for a list of one."""
    if not re.fullmatch(r"-?\d+(,-?\d+)*", text):
        return text
    numbers = tuple(map(int, text.split(",")))
    return numbers if len(numbers) > 1 else numbers[0]


def _read(word: str) -> dict[str, Any]:
    """The fields that one word of a descriptor sets."""
    operand, _, layout = word.partition(":")
    if operand in ("input", "weight", "bias"):
        if layout not in LAYOUTS:
            raise ValueError(f"{word!r}: no memory layout is called {layout!r}; there are {', '.join(LAYOUTS)}")
        return {f"{operand}_layout": layout}
    if word in BOUNDARIES:
        return {"boundary": word}
    if word in dtypes.EXACT_BITS:
        return {"dtype": word}
    if match := re.fullmatch(rf"({'|'.join(numbers.FILLS)})(?::(\d+))?", word):
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
