"""How the processor computes with floating-point numbers: how it rounds, and whether it keeps the smallest of them."""

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_LIBRARY = ctypes.CDLL(None)

_CAN_PUT_BACK = all(hasattr(_LIBRARY, name) for name in ("fegetenv", "fesetenv"))

_ROOM = 512
"""Bytes that hold what C calls a floating-point environment: 32 of them on x86-64, fewer elsewhere."""


@dataclass(frozen=True)
class Arithmetic:
    """How numbers were computed with at some time; equal to another where the same sums and products come out."""

    bits: bytes
    environment: Any = field(compare=False)

    def put_back(self) -> None:
        """Lets the processor compute so again, where C's library knows how to."""
        if _CAN_PUT_BACK:
            _LIBRARY.fesetenv(self.environment)


def arithmetic() -> Arithmetic:
    """How the processor computes now, in this thread."""
    return Arithmetic(_bits(1.0, 2.0**-54, 2.0**-1022, 2.0**-1074), _environment())


@contextmanager
def kept_arithmetic() -> Iterator[None]:
    """Puts back, in the end, how the processor computes."""
    environment = _environment()
    try:
        yield
    finally:
        if _CAN_PUT_BACK:
            _LIBRARY.fesetenv(environment)


def _environment() -> Any:
    environment = ctypes.create_string_buffer(_ROOM)
    if _CAN_PUT_BACK:
        _LIBRARY.fegetenv(environment)
    return environment


def _bits(one: float, quarter: float, least: float, tiny: float) -> bytes:
    """Sums that each way of rounding rounds otherwise, and products that are zero where small numbers are flushed: the
    normal number `least` and the subnormal one `tiny`. `quarter` is that of the distance from one to the next number.
    The operands are arguments, since constants would be computed beforehand.
    """
    sums = one + quarter, one + 3 * quarter, -one - 3 * quarter
    return struct.pack("5d", *sums, least * (one / 2), tiny * one)
