"""Fresh numbers: the operands that a law makes beside those of its problem, always the same for the same problem."""

import math
import zlib
from dataclasses import replace
from typing import Any

import numpy as np

from ..definition.boundary import copies
from ..definition.call import Call
from ..definition.dtypes import name_of
from ..definition.geometry import SAME
from ..definition.problem import Problem
from ..definition.transposed_problem import TransposedProblem
from . import numbers
from .descriptor import Descriptor
from .layout import laid_out, laid_out_bias

Array = np.ndarray[Any, Any]


def generator(call: Call, purpose: str) -> np.random.Generator:
    """A random generator for this problem and purpose, the same at every replay."""
    return np.random.default_rng([zlib.crc32(call.origin.encode()), zlib.crc32(purpose.encode())])


def fresh_operand(given: Problem, operand: str, purpose: str = "") -> Array:
    """Fresh integers in the shape of `operand` ("input", "weight" or "bias")."""
    array = getattr(given, operand)
    largest = numbers.amplitude(name_of(array.dtype), given.terms)
    random = generator(given, f"another {operand} {purpose}")
    return numbers.integers(random, array.shape, name_of(array.dtype), largest)


def nonempty(given: Problem) -> Problem:
    """The same problem, with one item of fresh integers where the batch is empty."""
    if len(given.input):
        return given
    one = np.empty((1, *given.input.shape[1:]), given.input.dtype)
    return replace(given, input=fresh_operand(replace(given, input=one), "input", "nonempty"))


def single_plane(given: Problem) -> Problem:
    """The textbook's plain problem: one channel of one item, one filter, stride and dilation 1."""
    first = nonempty(given).first_group()
    image, kernel = first.input[:1, :1], first.weight[:1, :1]
    return replace(first, input=image, weight=kernel, stride=1, padding=0, boundary="zero", dilation=1)


def with_reals(given: Problem) -> Problem:
    """The same problem with normally distributed numbers instead of integers (integer dtypes keep integers)."""

    def drawn(operand: str) -> Array:
        array = getattr(given, operand)
        return numbers.reals(generator(given, f"reals {operand}"), array.shape, name_of(array.dtype))

    bias = None if given.bias is None else drawn("bias")
    return replace(given, input=drawn("input"), weight=drawn("weight"), bias=bias)


def second_layer(given: Problem, filters: int, length: int = 2) -> Array:
    """The weight of a layer that takes the output of `given`: so many filters, `length` taps long on every axis. It
    holds ones and minus ones, which keep sums of sums exact.
    """
    shape = filters, len(given.weight), *[length] * given.rank
    return generator(given, "second layer").choice([-1, 1], shape).astype(given.weight.dtype)


def _largest(array: Array) -> int:
    """The largest magnitude, at least 1; and 1 where a row has written to its operands what is no finite number."""
    magnitude = np.abs(array).max(initial=1)
    return int(magnitude) if np.isfinite(magnitude) else 1


def fresh_cotangent(given: Problem, purpose: str = "") -> Array:
    """Fresh integers in the shape of the output, so small that no sum in a gradient, and no sum over all of a
    gradient's terms, is rounded. Mostly they have one digit, and now and then as many as this bound leaves.
    """
    items, filters = given.input.shape[0], given.weight.shape[0] // given.groups

    def reach(array: Array, terms: int) -> int:
        return terms * _largest(array)

    outputs, repeated = items * math.prod(given.output_size), copies(given.size, given.pairs, given.boundary)
    stamps = repeated * filters * math.prod(given.kernel)
    most = max(reach(given.input, outputs), reach(given.weight, stamps), outputs)
    random = generator(given, f"cotangent {purpose}")
    wide = bool(random.integers(4) == 0)
    largest = numbers.factor(name_of(given.input.dtype), most, all_digits=wide)
    least = (largest + 1) // 2 if wide else 1
    return numbers.integers(random, given.output_shape, name_of(given.input.dtype), largest, least)


def fresh_output(given: TransposedProblem, purpose: str) -> Array:
    """Fresh integers of one digit in the shape of the output."""
    dtype = name_of(given.input.dtype)
    largest = numbers.factor(dtype, given.terms * _largest(given.weight))
    return numbers.integers(generator(given, f"fresh {purpose}"), given.output_shape, dtype, largest)


def fresh_image(given: Problem, purpose: str, channels: int, reach: int) -> Array:
    """Fresh integers of one digit, of the spatial size of the output of `given`, with so many channels. Sums of `reach`
    products with its weight are exact.
    """
    dtype = name_of(given.weight.dtype)
    largest = numbers.factor(dtype, reach * _largest(given.weight))
    shape = len(given.input), channels, *given.output_size
    return numbers.integers(generator(given, f"fresh {purpose}"), shape, dtype, largest)


def way_back(given: Problem) -> TransposedProblem:
    """The transposed problem of `given`: the same weight and parameters, and an input of fresh integers in the shape of
    its output, which lies in memory as the input of `given` does.

    The output has the shape of the input of `given`, unless its padding is `same`, which depends on the size of what
    it pads.
    """
    there = replace(given, boundary="zero")
    bias = None
    if given.bias is not None:
        channels = given.weight.shape[1] * given.groups
        bias = numbers.integers(generator(given, "bias of the transposed"), (channels,), name_of(given.input.dtype), 9)
        bias = laid_out_bias(bias, given.layouts.get("bias", "contiguous"))
    return turned_round(given, laid_out(fresh_cotangent(there, "back"), given.layouts.get("input", "contiguous")), bias)


def outline_of(described: Descriptor, operation: str) -> Problem | TransposedProblem:
    """What an operation is called with on a problem, with zeros for all numbers. It takes no memory."""
    given = described.outline()
    if operation != "transposed":
        return given
    zero = np.zeros((), described.dtype)
    channels = described.weight_shape[1] * described.groups
    bias = None if described.bias is None else np.broadcast_to(zero, (channels,))
    return turned_round(given, np.broadcast_to(zero, given.output_shape), bias)


def turned_round(given: Problem, input: Array, bias: Array | None) -> TransposedProblem:
    """The transposed problem with the weight and the parameters of `given`, and with this input and this bias."""
    back = TransposedProblem(
        input=input,
        weight=given.weight,
        bias=bias,
        stride=given.stride,
        padding=given.padding,
        dilation=given.dilation,
        groups=given.groups,
        origin=given.origin,
    )
    if given.padding in SAME:
        return back
    return replace(back, output_padding=tuple(n - m for n, m in zip(given.size, back.output_size, strict=True)))
