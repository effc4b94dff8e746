"""The numbers in a problem: integers that every dtype adds up exactly.

Correlation is bilinear. Two different bilinear maps agree on a random point with probability at most 2/|S| (Schwartz
and Zippel), where S is the set that the values are drawn from. So one random point decides whether an implementation is
right for a geometry, and the values need no search.
"""

import math
from typing import Any

import numpy as np

from ..definition.dtypes import EXACT_BITS, HALVES

Array = np.ndarray[Any, Any]


VAST = (2**31, 2**32, 2**62, 2**63 - 1)
"""Strides, paddings and dilations whose sums and products overflow 32 or 64 bits, and become small."""


FILLS = ("ones", "ramp", "impulse", "seeded", "wide")
"""Ways to fill a problem, the easiest to read first.

`ones` everywhere; `ramp` 0, 1, 2, … in memory order (the textbook's example); `impulse` a single one in the middle
of the input under a ramp; `seeded` non-zero integers of one digit, or smaller ones where many are summed; `wide`
non-zero integers as large as the dtype still adds exactly: a kernel that computes in a narrower type gets these wrong.
"""


def times(factor: int, array: Array) -> Array:
    """`factor` times `array`, in its dtype. In NumPy 2.0 and 2.1.0, an integer times bfloat16 is float32."""
    return np.asarray(array.dtype.type(factor) * array)


def scale(array: Array, exponent: int) -> Array:
    """`array` times two to the power `exponent`, in its dtype. For an integer dtype `exponent` is not negative."""
    integer = array.dtype.kind in "iu"
    return times(2**exponent, array) if integer else np.asarray(array.dtype.type(2.0**exponent) * array)


def amplitude(dtype: str, terms: int, fill: str = "seeded") -> int:
    """The largest magnitude such that a sum of `terms` products stays exact in `dtype`.

    A law may add such sums up again (over two layers, or over all outputs), so ten bits are kept in reserve. The
    reserve is eight bits in int64 and four in int32, so that a detour through float64 or float32, which hold 53 and 24
    bits, is noticed. It is three bits in the half types, which have no more to spare. Their sums may still grow too
    large, and a law is then not asked (see `Subject`).
    """
    reserve = 3 if dtype in HALVES else {"int64": 8, "int32": 4}.get(dtype, 10)
    bound = max(1, math.isqrt(2 ** (EXACT_BITS[dtype] - reserve) // max(terms, 1)))
    return min(bound, {"seeded": 9, "ramp": 19}.get(fill, bound))


def factor(dtype: str, reach: int, *, all_digits: bool = False) -> int:
    """The largest digit, or the largest number if `all_digits`, by which sums of magnitude `reach` can be multiplied
    and stay exact in `dtype`.

    Three bits are kept in reserve, for laws that add up a few of them.
    """
    bound = (1 << EXACT_BITS[dtype] - 3) // max(reach, 1)
    return max(1, bound if all_digits else min(9, bound))


def integers(random: np.random.Generator, shape: tuple[int, ...], dtype: str, largest: int, least: int = 1) -> Array:
    """Random integers with magnitudes from `least` to `largest`, in both parts of a complex number."""
    count, kind = largest - least + 1, np.min_scalar_type(-2 * largest)

    def part() -> Array:
        # From -count to count - 1 half are negative. The others are made to begin at 1; then all are moved away from 0.
        numbers: Array = random.integers(-count, count, shape, kind)
        numbers += numbers >= 0
        if least != 1:
            numbers += np.where(numbers > 0, least - 1, 1 - least).astype(kind)
        return numbers

    return (part() + 1j * part() if dtype.startswith("complex") else part()).astype(dtype)


def halves(random: np.random.Generator, shape: tuple[int, ...], dtype: str) -> Array:
    """Random halves: ±1/2 and ±3/2, in both parts of a complex number; ±1 and ±3 in an integer dtype."""
    threes = random.integers(0, 2, shape)
    odd = integers(random, shape, dtype, 1) * (1 + 2 * threes)
    return (odd if dtype.startswith("int") else odd / 2).astype(dtype)


def reals(random: np.random.Generator, shape: tuple[int, ...], dtype: str) -> Array:
    """Normally distributed numbers, for laws that hold for rounded sums too; plain integers for an integer dtype.

    In float16 they are four times as large and multiples of 2⁻⁷. A product of two is then a multiple of 2⁻¹⁴, the
    smallest normal number, and so is every sum, however it is rounded.
    """
    if dtype.startswith("int"):
        return integers(random, shape, dtype, 9)
    numbers = random.standard_normal(shape)
    if dtype == "float16":
        numbers = np.rint(numbers * 512) / 128
    return (numbers + 1j * random.standard_normal(shape) if dtype.startswith("complex") else numbers).astype(dtype)


def bits(random: np.random.Generator, shape: tuple[int, ...], dtype: str) -> Array:
    """Arbitrary bits. In a floating dtype, every second number is a NaN, with a payload, or an infinity."""
    array = np.frombuffer(random.bytes(math.prod(shape) * np.dtype(dtype).itemsize), dtype).copy()
    if array.dtype.kind not in "iu":
        parts = array.view(array.real.dtype)
        words = parts.view(f"u{parts.itemsize}")
        words[::2] |= np.array(np.inf, parts.dtype).view(words.dtype)
    return array.reshape(shape)


def filled(fill: str, seed: int, operand: str, shape: tuple[int, ...], dtype: str, terms: int) -> Array:
    """The array `operand` ("input", "weight" or "bias") of a problem whose outputs are sums of `terms` products."""
    if fill == "ones":
        return np.ones(shape, dtype)
    if fill in ("ramp", "impulse"):
        if fill == "impulse" and operand == "input":
            array = np.zeros(shape, dtype)
            middle: Any = tuple(length // 2 for length in shape[2:])
            array[:, :, *middle] = 1
            return array
        return (np.arange(math.prod(shape)) % (amplitude(dtype, terms, "ramp") + 1)).reshape(shape).astype(dtype)
    random = np.random.Generator(np.random.PCG64((seed, ("input", "weight", "bias").index(operand))))
    largest = amplitude(dtype, terms, fill)
    return integers(random, shape, dtype, largest, least=(largest + 1) // 2 if fill == "wide" else 1)
