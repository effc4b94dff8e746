"""The class of arithmetic that an implementation behaves like, told by the size of its errors.

Rounding operands to fewer bits, or sums, leaves a mark of its own: the root of the mean square error in units of
u·Σ|x||w|, as a function of the number of terms. Here the arithmetics that libraries are known to use are emulated, step
by step and bit by bit, and the one whose marks are nearest names what was measured.
"""

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from . import data
from .data import EXACT_BITS
from .implementation import Implementation
from .problem import Problem
from .rounding import WIDER, enlarged, magnitudes, true_sums, unit
from .subject import Misanswered, NotClaimed, Refused, Subject

Array = np.ndarray[Any, Any]

TERMS = (18, 144, 1152)
"""The numbers of terms at which errors are measured."""

SAMPLES = 512
"""Sums that an arithmetic is emulated on, for each number of terms."""

WITHIN = 1.25
"""By which factor errors may differ from those of one rounding, and be taken for them. Two roundings differ by more."""


@dataclass(frozen=True)
class Arithmetic:
    """How sums of products are computed: to how many bits operands are rounded, and to how many the sums."""

    name: str
    operands: int
    sums: int
    pairwise: bool = False

    def sum_of_products(self, x: Array, w: Array) -> Array:
        """Σ x·w along the first axis, one product after the other, or in pairs of halves."""
        products: Array = rounded(rounded(x, self.operands) * rounded(w, self.operands), self.sums)
        while self.pairwise and len(products) > 1:
            half = len(products) // 2
            paired = rounded(products[:half] + products[half : 2 * half], self.sums)
            products = np.concatenate([paired, products[2 * half :]])
        total: Array = products[0]
        for product in products[1:]:
            total = rounded(total + product, self.sums)
        return total


def rounded(array: Array, bits: int) -> Array:
    """`array` to the nearest numbers whose significands have so many bits, ties to even, in any range."""
    if array.dtype.kind == "c":
        both: Array = (rounded(array.real, bits) + 1j * rounded(array.imag, bits)).astype(array.dtype)
        return both
    significand, exponent = np.frexp(array)
    nearest: Array = np.ldexp(np.rint(np.ldexp(significand, bits)), exponent - bits).astype(array.dtype)
    return nearest


NARROWER = {"float32": 24, "float16": 11, "bfloat16": 8}
"""The types that sums are kept in for the sake of speed, with the bits of their significands."""

COARSER = {"float32": 24, "TF32": 11, "bfloat16": 8}
"""The same for operands. TF32 has the significand of float16 and the range of float32."""


def arithmetics(dtype: str) -> list[Arithmetic]:
    """The arithmetics with which an implementation may compute in `dtype`: honestly, or in something coarser."""
    bits = EXACT_BITS[dtype]
    sums = [Arithmetic(f"{name} accumulation", bits, few) for name, few in NARROWER.items() if few < bits]
    operands = [Arithmetic(f"{name} operands", few, bits) for name, few in COARSER.items() if few < bits]
    return [Arithmetic(dtype, bits, bits), Arithmetic(dtype, bits, bits, pairwise=True), *sums, *operands]


def behaves_like(row: Implementation) -> dict[str, str]:
    """The name of the arithmetic that `row` behaves like, for every floating dtype in which that can be told."""
    found = {}
    for dtype in WIDER:
        if dtype in row.operations["correlate"].dtypes:
            try:
                found[dtype] = _nearest(dtype, [_error(row, dtype, terms) for terms in TERMS])
            except (NotClaimed, Refused, Misanswered):
                continue
    return found


def _nearest(dtype: str, errors: list[tuple[float, float]]) -> str:
    """The name of what has errors like these, each given with the error of the true sums, rounded once."""
    if all(error <= WITHIN * once for error, once in errors):
        return f"wider than {dtype}"
    marks = _marks(dtype)

    def distance(arithmetic: Arithmetic) -> float:
        pairs = zip(errors, marks[arithmetic], strict=True)
        return sum(math.log(max(error, once) / mark) ** 2 for (error, once), mark in pairs)

    return min(marks, key=distance).name


def _error(row: Implementation, dtype: str, terms: int) -> tuple[float, float]:
    """The root mean square error of `row` in units of u·Σ|x||w|, and that of the true sums, rounded once."""
    claims = row.operations["correlate"]
    rank = 2 if 2 in claims.ranks else min(claims.ranks)
    ones = np.ones((1, 1, *[3] * rank), dtype)
    given = Problem(ones, ones, origin=f"precision of {terms} terms")
    if claims.refusal(given):
        given = replace(given, padding=min(claims.forms))
    problem = enlarged(claims, given, terms)
    true, scale = true_sums(problem), unit(dtype) * magnitudes(problem)
    answer = Subject(row, "").correlate(problem)
    if answer.shape != true.shape or not np.isfinite(answer).all():
        raise Misanswered("no number for every output")
    error, once = (_root_mean_square((sums.astype(true.dtype) - true) / scale) for sums in (answer, true.astype(dtype)))
    return error, once


@cache
def _marks(dtype: str) -> dict[Arithmetic, list[float]]:
    """The root mean square errors that each arithmetic has, for each number of terms."""
    marks: dict[Arithmetic, list[float]] = {arithmetic: [] for arithmetic in arithmetics(dtype)}
    for terms in TERMS:
        random = np.random.default_rng(terms)
        x, w = data.reals(random, (2, terms, SAMPLES), dtype).astype(WIDER[dtype])
        true, scale = (x * w).sum(axis=0), unit(dtype) * np.abs(x * w).sum(axis=0)
        for arithmetic, errors in marks.items():
            errors.append(_root_mean_square((arithmetic.sum_of_products(x, w) - true) / scale))
    return marks


def _root_mean_square(array: Array) -> float:
    return float(np.sqrt(np.mean(np.abs(array) ** 2)))
