"""⟨a, b⟩ = Σ a·b, in integers of any size."""

import numpy as np

from ..definition.problem import Array


def inner(left: Array, right: Array) -> Array:
    """The sum of the products of all elements. Nothing is conjugated, and on integers nothing is rounded."""
    if left.dtype.kind == "c":
        real = inner(left.real, right.real) - inner(left.imag, right.imag)
        return np.array([real, inner(left.real, right.imag) + inner(left.imag, right.real)])
    return np.array((_whole(left) * _whole(right)).sum())


def _whole(array: Array) -> Array:
    """`array` as Python's integers where all its values are integers, and as floats otherwise."""
    with np.errstate(invalid="ignore"):
        integers = array.astype(np.int64)
    return (integers if np.array_equal(integers, array) else array).astype(object)
