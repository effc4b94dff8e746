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
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from ... import definition
from ...definition import dtypes
from ...definition.problem import Problem
from ...operands import numbers
from ...operands.fresh import generator

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Contraction:
    """Weights for the items, the filters and the windows of a problem in integers: integers of any sign, never zero.

    They are as large as may be: for sums over the items, those in `given`'s own dtype; for all others, those in
    float64. Nothing is rounded.
    """

    given: Problem
    r: Array
    s: Array
    q: Array
    input: Array
    """Σ_n r[n]·x[n], [C, *size]."""

    @classmethod
    def of(cls, given: Problem) -> Self | None:
        """Random weights for `given`, or None where its numbers are too large for any."""
        if given.boundary != "zero":
            given = given.extended()
        items, filters, windows = given.output_shape[:3]
        dtype, random = str(given.input.dtype), generator(given, "contraction")
        # No fill holds larger numbers, and to look at those of every item would take longer than to weigh them.
        number = numbers.amplitude(dtype, given.terms, "wide")
        largest = _room(dtype, items * (given.terms * number**2 + number))
        if largest < 1:
            return None
        r = numbers.integers(random, (items,), dtype, largest)
        input = _over_items(given.input, r)
        reach = given.terms * _largest(input) * _largest(given.weight) + items * largest * number
        largest = math.isqrt(_room("float64", filters * windows * reach))
        if largest < 1:
            return None
        s, q = (numbers.integers(random, (length,), "float64", largest) for length in (filters, windows))
        return cls(given, r, s, q, input)

    def of_output(self, output: Array) -> Array:
        """Σ_n Σ_o Σ_i r[n]·s[o]·q[i]·output[n, o, i, …], in float64."""
        return np.tensordot(self.q, np.tensordot(self.s, _over_items(output, self.r), 1), 1)

    def of_operands(self) -> Array:
        """The same, of what `given` must give, by the one small correlation."""
        given = self.given
        channels, length, *rest = self.input.shape
        (before, after), *padding = given.pairs
        taps, stride, dilation = given.kernel[0], given.strides[0], given.dilations[0]
        over_windows = np.zeros((taps, before + length + after))
        for tap in range(taps):
            over_windows[tap, tap * dilation : tap * dilation + len(self.q) * stride : stride] = self.q
        # What would meet the padding meets zeros.
        over_windows = over_windows[:, before : before + length]
        blocks = given.weight.reshape(given.groups, len(self.s) // given.groups, math.prod(given.weight.shape[1:]))
        input = over_windows @ self.input.reshape(channels, length, math.prod(rest))
        weight = self.s.reshape(given.groups, 1, -1) @ blocks
        bias = 0 if given.bias is None else self.r.sum(dtype=float) * (self.s @ given.bias) * self.q.sum()
        # An axis of length one stands for the first axis, which is gone.
        small = Problem(
            input.reshape(1, channels * taps, 1, *rest),
            weight.reshape(1, channels * taps, 1, *given.kernel[1:]),
            np.array([bias], float),
            (1, *given.strides[1:]),
            ((0, 0), *padding),
            (1, *given.dilations[1:]),
        )
        contracted: Array = definition.correlate(small)[0, 0, 0]
        return contracted


def _room(dtype: str, reach: int) -> int:
    """The largest number that sums of magnitude `reach` can be multiplied by and stay exact in `dtype`."""
    return (1 << dtypes.EXACT_BITS[dtype]) // max(1, reach)


def _over_items(array: Array, r: Array) -> Array:
    """Σ_n r[n]·array[n], exact in the dtype of both, as float64."""
    return np.tensordot(r, array, 1).astype(np.float64)


def _largest(array: Array) -> int:
    """The largest magnitude."""
    return int(max(array.max(initial=0), -array.min(initial=0)))
