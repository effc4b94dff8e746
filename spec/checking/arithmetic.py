"""Arithmetic: the ways to add up products that libraries are known to use, emulated step by step and bit by bit.

How large the errors of each are is written down in `marks`, so that it need not be found out again.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..definition.dtypes import EXACT_BITS
from ..laws.theory.rounding import WIDER, unit
from ..operands import numbers

Array = np.ndarray[Any, Any]

TERMS = (18, 144, 1152, 4608)
"""The numbers of terms at which errors are measured: as few, and as many, as laws about errors ask for."""

SAMPLES = 512
"""Sums that an arithmetic is emulated on, for each number of terms."""


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


def marks(dtype: str) -> dict[str, list[tuple[float, ...]]]:
    """The root mean square errors that arithmetics have, by name, in units of u·Σ|x||w|, for each of `TERMS`."""
    found: dict[str, list[tuple[float, ...]]] = {}
    drawn = [_drawn(dtype, terms) for terms in TERMS]
    for arithmetic in arithmetics(dtype):
        errors = (arithmetic.sum_of_products(x, w) - (x * w).sum(axis=0) for x, w in drawn)
        scales = (unit(dtype) * np.abs(x * w).sum(axis=0) for x, w in drawn)
        mark = tuple(root_mean_square(error / scale) for error, scale in zip(errors, scales, strict=True))
        found.setdefault(arithmetic.name, []).append(mark)
    return found


def _drawn(dtype: str, terms: int) -> Array:
    """Numbers of `dtype`, in a wider type: x and w, [terms, sums] each."""
    return numbers.reals(np.random.default_rng(terms), (2, terms, SAMPLES), dtype).astype(WIDER[dtype])


def root_mean_square(array: Array) -> float:
    """The root of the mean square magnitude."""
    return float(np.sqrt(np.mean(np.abs(array) ** 2)))


def written() -> str:
    """The module `marks`."""
    kind = "dict[str, dict[str, list[tuple[float, ...]]]]"
    lines = ['"""The errors of each arithmetic, as `arithmetic.marks` measures them. Generated."""', ""]
    lines.append(f"MARKS: {kind} = {{")
    for dtype in WIDER:
        lines.append(f'    "{dtype}": {{')
        for name, curves in marks(dtype).items():
            lines.append(f'        "{name}": [{", ".join(_literal(curve) for curve in curves)}],')
        lines.append("    },")
    return "\n".join([*lines, "}", '"""By dtype and name, one or more curves over the numbers of terms."""', ""])


def _literal(curve: tuple[float, ...]) -> str:
    return "(" + ", ".join(f"{error:.4g}".replace("e+", "e") for error in curve) + ")"
