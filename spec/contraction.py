"""Contraction: a correlation, weighed over items, filters and windows, is one small correlation.

Weights r for the items, s for the filters and q for the windows along the first axis turn the sum into

    Σ_n Σ_o Σ_i r[n]·s[o]·q[i]·y[n, o, i, …]  =  Σ_c Σ_t x′[c, t, …] · w′[c, t, …]

    x′[c, t, …]  =  Σ_n Σ_i r[n]·q[i]·x̃[n, c, stride·i + dilation·t, …]
    w′[c, t, …]  =  Σ_o s[o]·w[o, c, t, …]          o over the filters that see channel c, t over the first axis' taps

Along the other axes a correlation remains, of one filter over C·taps channels. It reads every number of the problem
once or twice, where the problem itself multiplies each by hundreds (Freivalds' check of a matrix product, for
correlations).
"""

import math
from typing import Any

import numpy as np

from . import data, definition
from .problem import Problem

Array = np.ndarray[Any, Any]
Weights = tuple[Array, Array, Array]


def weights(given: Problem) -> Weights | None:
    """Random r, s and q for a problem in integers, of any sign and not zero, or None where its numbers are too large.

    They are as large as they may be for sums over the items to be exact in the dtype of the problem, and all others in
    float64.
    """
    reach = given.terms * _largest(given.input) * _largest(given.weight)
    reach += 0 if given.bias is None else _largest(given.bias)
    items, filters, windows = lengths = given.output_shape[:3]
    dtype = str(given.input.dtype)
    over_items = 2 ** data.EXACT_BITS[dtype] // max(1, items * reach)
    over_all = 2 ** data.EXACT_BITS["float64"] // max(1, items * filters * windows * reach)
    largest = min(over_items, math.floor(over_all ** (1 / 3)))
    if largest < 1:
        return None
    random = given.random("contraction")
    r, s, q = (
        data.integers(random, (length,), kind, largest)
        for length, kind in zip(lengths, (dtype, "float64", "float64"), strict=True)
    )
    return r, s, q


def of_output(output: Array, weights: Weights) -> Array:
    """Σ_n Σ_o Σ_i r[n]·s[o]·q[i]·output[n, o, i, …], in float64."""
    r, s, q = weights
    filters = _over_items(output, r)
    return np.tensordot(q, np.tensordot(s, filters, 1), 1)


def of_operands(given: Problem, weights: Weights) -> Array:
    """The same, of what `given` must give, by the one small correlation."""
    r, s, q = weights
    if given.boundary != "zero":
        given = given.extended()
    items = _over_items(given.input, r)
    channels, length, *rest = items.shape
    (before, after), *padding = given.pairs
    taps = given.kernel[0]
    over_windows = np.zeros((taps, before + length + after))
    for tap in range(taps):
        first = tap * given.dilations[0]
        over_windows[tap, first : first + len(q) * given.strides[0] : given.strides[0]] = q
    # What would meet the padding meets zeros.
    input = over_windows[:, before : before + length] @ items.reshape(channels, length, math.prod(rest))
    blocks = given.weight.reshape(given.groups, len(s) // given.groups, math.prod(given.weight.shape[1:]))
    weight = s.reshape(given.groups, 1, -1) @ blocks
    # An axis of length one stands for the first axis, which is gone.
    small = Problem(
        input.reshape(1, channels * taps, 1, *rest),
        weight.reshape(1, channels * taps, 1, *given.kernel[1:]),
        None if given.bias is None else np.array([r.sum(dtype=float) * q.sum() * (s @ given.bias)]),
        (1, *given.strides[1:]),
        ((0, 0), *padding),
        (1, *given.dilations[1:]),
    )
    contracted: Array = definition.correlate(small)[0, 0, 0]
    return contracted


def _over_items(array: Array, r: Array) -> Array:
    """Σ_n r[n]·array[n], exact in the dtype of both, as float64."""
    return np.tensordot(r, array, 1).astype(np.float64)


def _largest(array: Array) -> int:
    """The largest magnitude."""
    return int(max(array.max(initial=0), -array.min(initial=0)))
