"""Dtypes: which integers each dtype adds up exactly, and how sums in the 16-bit dtypes are computed."""

from functools import cache
from typing import Any

import ml_dtypes
import numpy as np

Array = np.ndarray[Any, Any]


EXACT_BITS = {
    "float32": 24,
    "float64": 53,
    "int32": 31,
    "int64": 63,
    "complex64": 24,
    "complex128": 53,
    "float16": 11,
    "bfloat16": 8,
}
"""Integers below 2 to this power are represented, and added, without error. For a floating dtype, this is the number of
bits in its significand, and 2 to minus this power is its unit roundoff."""


HALVES = {"float16": np.dtype(np.float16), "bfloat16": np.dtype(ml_dtypes.bfloat16)}
"""The dtypes of 16 bits. Their sums are soon too large to be exact."""

SUMMABLE = {np.dtype(name) for name in EXACT_BITS if name not in HALVES} | {*HALVES.values()}
SUMMABLE |= {np.dtype(np.longdouble), np.dtype(np.clongdouble)}
"""The dtypes that the definition adds up: those that a row can claim, and two wider ones for more accurate sums."""


def native(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """`dtype` with its bytes in the order of this machine."""
    return dtype if dtype.isnative else dtype.newbyteorder("=")


@cache
def name_of(dtype: np.dtype[Any]) -> str:
    """The name of a dtype, whatever the order of its bytes. NumPy puts it together anew every time."""
    return dtype.name


def floating(dtype: str) -> bool:
    """Whether `dtype` is one of the real floating dtypes."""
    return dtype.startswith("float") or dtype in HALVES


def inexact(dtype: str) -> bool:
    """Whether `dtype` is one of the floating dtypes, real or complex: those whose sums are rounded."""
    return floating(dtype) or dtype.startswith("complex")


def promoted(one: str, other: str) -> str | None:
    """The dtype that NumPy promotes two dtypes to, or None where there is none, as for bfloat16 and an integer."""
    try:
        return str(np.result_type(np.dtype(one), np.dtype(other)))
    except TypeError:
        return None


def widened(array: Array) -> Array:
    """`array` in float64 if it is of a half type, for sums over it; else as it is."""
    return array.astype(np.float64) if array.dtype in HALVES.values() else array
