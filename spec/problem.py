"""Problem: the data of one correlation, what makes it valid, and the one line that describes it."""

import math
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from . import data, geometry
from .layout import LAYOUTS, constant

Array = np.ndarray[Any, Any]
Pairs = tuple[geometry.Pair, ...]


def _reflected(index: Array, length: int) -> Any:
    period = max(1, 2 * length - 2)
    return np.minimum(index % period, period - index % period)


def _symmetric(index: Array, length: int) -> Any:
    period = 2 * length
    return np.minimum(index % period, period - 1 - index % period)


BOUNDARIES: dict[str, Callable[[Array, int], Any]] = {
    "zero": lambda index, _: index,
    "edge": lambda index, length: index.clip(0, length - 1),
    "reflect": _reflected,
    "symmetric": _symmetric,
    "wrap": lambda index, length: index % length,
}
"""What lies outside the input, by the names that numpy.pad has for it: which element stands at an index, given the
length of the axis. (At `zero` none does.)"""


@dataclass(frozen=True, eq=False)
class Problem:
    """The data of one correlation.

    `input` is [N, C, *size], `weight` [O, C/groups, *kernel], `bias` [O] or None; all of one dtype. `stride` and
    `dilation` hold one integer per spatial axis, `padding` one (before, after) pair per spatial axis or a name from
    `geometry.PADDINGS`. A single integer stands for the same integer on every axis. Nothing is checked here: an
    invalid problem is a problem too, and `invalidity` says what is wrong with it.
    """

    input: Array
    weight: Array
    bias: Array | None = None
    stride: tuple[int, ...] | int = 1
    padding: Pairs | str | int = 0
    boundary: str = "zero"
    dilation: tuple[int, ...] | int = 1
    groups: int = 1
    origin: str = ""
    """The descriptor that the problem was made from; it seeds whatever a law draws for itself."""

    def __post_init__(self) -> None:
        for name in ("stride", "dilation"):
            if isinstance(value := getattr(self, name), int):
                object.__setattr__(self, name, (value,) * self.rank)
        if isinstance(self.padding, int):
            object.__setattr__(self, "padding", ((self.padding, self.padding),) * self.rank)

    @property
    def rank(self) -> int:
        """Number of spatial axes."""
        return self.input.ndim - 2

    @property
    def size(self) -> tuple[int, ...]:
        size: tuple[int, ...] = self.input.shape[2:]
        return size

    @property
    def kernel(self) -> tuple[int, ...]:
        kernel: tuple[int, ...] = self.weight.shape[2:]
        return kernel

    @property
    def strides(self) -> tuple[int, ...]:
        assert isinstance(self.stride, tuple)
        return self.stride

    @property
    def dilations(self) -> tuple[int, ...]:
        assert isinstance(self.dilation, tuple)
        return self.dilation

    @property
    def pairs(self) -> Pairs:
        """The padding as (before, after) pairs, whatever form it has."""
        if isinstance(self.padding, str):
            return geometry.resolve(self.padding, self.size, self.kernel, self.strides, self.dilations)
        assert isinstance(self.padding, tuple)
        return self.padding

    @property
    def extents(self) -> tuple[int, ...]:
        """Input elements that a window spans, one number per axis."""
        return tuple(map(geometry.extent, self.kernel, self.dilations))

    @property
    def output_size(self) -> tuple[int, ...]:
        return tuple(map(geometry.output_size, self.size, self.kernel, self.strides, self.pairs, self.dilations))

    @property
    def output_shape(self) -> tuple[int, ...]:
        """[N, O, *out], as the formula gives it."""
        return (self.input.shape[0], self.weight.shape[0], *self.output_size)

    @property
    def terms(self) -> int:
        """Products that are summed for one output."""
        return math.prod(self.weight.shape[1:])

    def invalidity(self) -> str | None:
        """Why no implementation may answer this problem, or None where it is valid."""
        channels, filters, rank = self.input.shape[1], self.weight.shape[0], self.rank
        if self.weight.ndim - 2 != rank:
            return f"the input has {rank} spatial axes and the weight {self.weight.ndim - 2}"
        for name, values in (("stride", self.strides), ("dilation", self.dilations), ("padding", self.padding)):
            if not isinstance(values, str | int) and len(values) != rank:
                return f"{name} has {len(values)} entries for {rank} spatial axes"
        if min((*self.strides, *self.dilations, self.groups)) < 1:
            return f"stride {self.strides}, dilation {self.dilations} and groups {self.groups} must be at least 1"
        if min(self.kernel) < 1:
            return f"a kernel of size {self.kernel} has no taps"
        if isinstance(self.padding, str):
            if self.padding not in geometry.PADDINGS:
                return f"no padding is called {self.padding!r}"
        elif min(amount for pair in self.pairs for amount in pair) < 0:
            return f"padding {self.padding} must not be negative"
        if self.boundary not in BOUNDARIES:
            return f"no boundary is called {self.boundary!r}"
        if channels % self.groups or filters % self.groups:
            return f"{channels} channels and {filters} filters cannot be split into {self.groups} groups"
        if self.weight.shape[1] * self.groups != channels:
            return f"{self.groups} groups of {self.weight.shape[1]} channels do not make {channels} channels"
        if self.bias is not None and self.bias.shape != (filters,):
            return f"a bias of shape {self.bias.shape} does not fit {filters} filters"
        return None

    def explicit(self) -> Self:
        """The same problem with its padding as pairs."""
        return replace(self, padding=self.pairs)

    def extended(self) -> Self:
        """The same problem with its padding already part of the input."""
        return replace(self, input=extend(self.input, self.pairs, self.boundary), padding=0, boundary="zero")

    def fitted(self) -> Self:
        """The same problem, extended, without the tail of the input that no window reaches: windows tile it exactly."""
        whole = self.extended()
        lengths = [
            (out - 1) * stride + extent
            for out, stride, extent in zip(self.output_size, self.strides, self.extents, strict=True)
        ]
        return replace(whole, input=whole.input[:, :, *map(slice, lengths)])

    def nonempty(self) -> Self:
        """The same problem, with one item of fresh integers where the batch is empty."""
        if len(self.input):
            return self
        one = np.empty((1, *self.input.shape[1:]), self.input.dtype)
        return replace(self, input=replace(self, input=one).another("input", "nonempty"))

    def first_group(self) -> Self:
        """The problem of the first group alone, without a bias."""
        channels, filters = self.weight.shape[1], self.weight.shape[0] // self.groups
        return replace(self, input=self.input[:, :channels], weight=self.weight[:filters], groups=1, bias=None)

    def plane(self) -> Self:
        """The textbook's plain problem: the first channel of the first item under the first filter, stride and
        dilation 1.
        """
        first = self.nonempty().first_group()
        image, kernel = first.input[:1, :1], first.weight[:1, :1]
        return replace(first, input=image, weight=kernel, stride=1, padding=0, boundary="zero", dilation=1)

    def under_tap(self, extended: Array, tap: tuple[int, ...]) -> Array:
        """What `tap` of the kernel sees in every window of `extended`: the elements at stride·p + dilation·t for
        all p.
        """
        axes = zip(tap, self.output_size, self.strides, self.dilations, strict=True)
        return extended[:, :, *(slice(d * t, d * t + out * s, s) for t, out, s, d in axes)]

    def with_kernel_reversed(self) -> Self:
        """The same problem with every spatial axis of its kernel reversed."""
        return replace(self, weight=self.weight[:, :, *[slice(None, None, -1)] * self.rank])

    def random(self, purpose: str) -> np.random.Generator:
        """A random generator of this problem's own, the same at every replay, different for every purpose."""
        return np.random.default_rng([zlib.crc32(self.origin.encode()), zlib.crc32(purpose.encode())])

    def another(self, operand: str, purpose: str = "") -> Array:
        """Fresh integers in the shape of `operand` ("input", "weight" or "bias")."""
        array = getattr(self, operand)
        largest = data.amplitude(str(array.dtype), self.terms)
        return data.integers(self.random(f"another {operand} {purpose}"), array.shape, str(array.dtype), largest)

    def with_reals(self) -> Self:
        """The same problem with normally distributed numbers instead of integers (integer dtypes keep integers)."""

        def drawn(operand: str) -> Array:
            array = getattr(self, operand)
            return data.reals(self.random(f"reals {operand}"), array.shape, str(array.dtype))

        bias = None if self.bias is None else drawn("bias")
        return replace(self, input=drawn("input"), weight=drawn("weight"), bias=bias)


def extend(array: Array, pairs: Pairs, boundary: str = "zero") -> Array:
    """x̃: the spatial axes of `array` continued by `pairs` elements before and after, however far that is."""
    for axis, (before, after) in enumerate(pairs, 2):
        length = array.shape[axis]
        if boundary == "zero":
            width = [(0, 0)] * array.ndim
            width[axis] = (before, after)
            array = np.pad(array, width)
        else:
            array = np.take(array, BOUNDARIES[boundary](np.arange(-before, length + after), length), axis)
    return array


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
    padding: Pairs | str
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

    def __str__(self) -> str:
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
