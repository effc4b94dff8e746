"""The discrete Fourier transform over the integers modulo a prime: exact, and with the convolution theorem.

Any field with an m-th root of unity ω has a transform X[k] = Σ_i x[i]·ω^(k·i) of length m, and in it products stand for
circular convolutions. Modulo 65,537 = 2¹⁶ + 1 there is such a root for every power of two, and 2⁸ is a root of −1: it
takes the place of the imaginary unit.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

PRIME = 2**16 + 1
GENERATOR = 3
"""Its powers are all numbers but zero, modulo the prime."""
IMAGINARY = 2**8


def transform(array: Array, size: Sequence[int]) -> Array:
    """The transform of `array` over its last axes, modulo the prime; of each axis at as many frequencies as the next
    power of two has that is no less than its entry in `size`.
    """
    values: Array = _residues(array)
    for axis, length in enumerate(size, array.ndim - len(size)):
        count = 1 << (length - 1).bit_length()
        root = pow(GENERATOR, (PRIME - 1) // count, PRIME)
        powers = np.array([pow(root, exponent, PRIME) for exponent in range(count)])
        waves = powers[np.outer(np.arange(count), np.arange(array.shape[axis])) % count]
        values = np.moveaxis(np.asarray(np.tensordot(waves, values, (1, axis))) % PRIME, 0, axis)
    return values


def _residues(array: Array) -> Array:
    """Integers of any dtype modulo the prime."""
    if array.dtype.kind == "c":
        return np.asarray((_residues(array.real) + IMAGINARY * _residues(array.imag)) % PRIME)
    with np.errstate(invalid="ignore"):
        return np.asarray(array.astype(np.int64) % PRIME)
