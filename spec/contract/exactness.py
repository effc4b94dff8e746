"""Exactness: where sums of integers are exact, and which integer the result of a transform stands for."""

import math
from typing import Any

import numpy as np

from ..definition.boundary import copies
from ..definition.dtypes import EXACT_BITS, HALVES
from ..definition.problem import Problem
from .outcomes import NotClaimed

Array = np.ndarray[Any, Any]


TRANSFORM_UNITS = 8
"""The error that one output of a transform may have, in units of `transform_unit`."""


def factors(argument: str, problem: Problem, cotangent: Array) -> tuple[Array, Array]:
    """The two arrays whose products are summed in the gradient of `argument`, along the second axis of both."""
    if argument == "input":
        return cotangent, problem.weight.swapaxes(0, 1)
    # The gradient of a weight adds over the items too: to its error bound the batch is one long item.
    extended = problem.extended().input
    seen = extended[None] if argument == "weight" else np.ones_like(cotangent[None])
    return seen, cotangent[None]


def products(argument: str, problem: Problem) -> int:
    """How many products are summed in one element of the gradient of `argument`, at most."""
    if argument == "input":
        stamps = copies(problem.size, problem.pairs, problem.boundary)
        return stamps * (len(problem.weight) // problem.groups) * math.prod(problem.kernel)
    return len(problem.input) * math.prod(problem.output_size)


def stop_where_sums_are_rounded(one: Array, other: Array, terms: int, bias: Array | None = None) -> None:
    """Raises NotClaimed where a sum of `terms` products of integers may be too large to be exact in a half type.

    A power of two that all numbers share takes no digits. In other types, every sum that a law makes of the integers in
    a problem is exact.
    """
    # A subclass of arrays may mean something else by their methods.
    one, other, bias = np.asarray(one), np.asarray(other), None if bias is None else np.asarray(bias)
    if one.dtype not in HALVES.values() or not _are_integers(one, other):
        return
    step, largest = _step(one) * _step(other), terms * _largest(one) * _largest(other)
    if bias is not None:
        step, largest = min(step, _step(bias)), largest + _largest(bias)
    if largest >= step * 2 ** EXACT_BITS[str(one.dtype)]:
        raise NotClaimed(f"sums too large to be exact in {one.dtype}")


def _step(array: Array) -> float:
    """The largest power of two that all finite elements are multiples of; infinite where they are all zero."""
    significands, exponents = np.frexp(array[np.isfinite(array) & (array != 0)].astype(np.float64))
    digits = np.ldexp(significands, 53).astype(np.int64)
    return float(np.ldexp((digits & -digits).astype(np.float64), exponents - 53).min(initial=np.inf))


def _are_integers(*arrays: Array) -> bool:
    return all(np.array_equal(array, np.round(array)) for array in arrays)


def _largest(array: Array) -> float:
    """The largest magnitude of a finite element."""
    return float(np.abs(array[np.isfinite(array)]).max(initial=0))


def nearest(output: Array, one: Array, other: Array, added: int = 1) -> Array:
    """The output of a transform algorithm, rounded to integers where it is within its error bound of them. One output
    is the sum of `added` results of the transform.

    On integers the exact answer is an integer. An FFT of length m has an error of at most a small multiple of
    u·log₂m·‖x‖·‖w‖ in every output (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., theorem 24.2,
    applied forward, product, back), and adding up the products of C channels, the second axis of `one` and `other`, one
    of about u·√C·‖x‖·‖w‖. Where every output is within this bound of an integer, the integers are the answer, and laws
    compare exactly. Any other output is returned as it is, and breaks the laws that compare it. Raises NotClaimed where
    the bound is a quarter or more, so that integers cannot be told apart.
    """
    if one.dtype.kind not in "fc" or output.dtype.kind not in "fc":
        return output
    if not _are_integers(one, other):
        return output
    tolerance = added * transform_tolerance(one, other, max(_elements(one), _elements(output)))
    if tolerance >= 0.25:
        raise NotClaimed(f"integers of this size in {one.dtype}, which a transform cannot tell apart")
    nearest = np.round(output)
    close = bool(np.all(np.abs(output - nearest) <= tolerance))
    return nearest if close else output


def transform_tolerance(one: Array, other: Array, length: int) -> float:
    """The error that one output of a transform of `length` elements may have."""
    return TRANSFORM_UNITS * transform_unit(one, other, length)


def transform_unit(one: Array, other: Array, length: int) -> float:
    """The unit for errors of a transform of m = `length` elements and C channels, the second axis of both arrays:
    u·(log₂(2m) + √C)·max‖x̃[n]‖·max‖w[o]‖.
    """

    def largest_norm(array: Array) -> float:
        squares = (np.abs(np.asarray(array).astype(np.complex128)) ** 2).sum(axis=tuple(range(1, array.ndim)))
        return float(np.sqrt(squares.max(initial=0)))

    unit = float(np.finfo(one.dtype).eps) / 2
    roundings = math.log2(2 * max(2, length)) + math.sqrt(other.shape[1])
    return unit * roundings * largest_norm(one) * largest_norm(other)


def _elements(array: Array) -> int:
    return math.prod(array.shape[2:])
