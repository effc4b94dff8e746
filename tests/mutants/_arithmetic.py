"""The processor, told to compute otherwise, as fast-math libraries do."""

import ctypes
import platform

_LIBRARY = ctypes.CDLL(None)
_IS_ARM = platform.machine() in ("aarch64", "arm64")

DOWN = 2 << 22 if _IS_ARM else 0x400
"""What C calls FE_DOWNWARD."""

FLUSHING = (0, 1 << 24) if _IS_ARM else (28, 0x8040)
"""Where C's floating-point environment holds what says that small numbers are zero, in bytes, and the bits of it."""


def round_down() -> None:
    """Every sum and product is rounded down from now on."""
    _LIBRARY.fesetround(DOWN)


def flush_to_zero() -> None:
    """Numbers below the smallest normal one are zero from now on."""
    environment = (ctypes.c_ubyte * 512)()
    _LIBRARY.fegetenv(environment)
    place, bits = FLUSHING
    word = int.from_bytes(bytes(environment[place : place + 4]), "little") | bits
    environment[place : place + 4] = list(word.to_bytes(4, "little"))
    _LIBRARY.fesetenv(environment)
