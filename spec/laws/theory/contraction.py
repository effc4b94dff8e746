"""Contraction: what an operation gives, weighed along its first axes, is a small problem of its weighed operands.

The sum that defines a correlation is linear in each factor, and weights r, s and q go through it:

    Σ_n Σ_o Σ_p r[n]·s[o]·q[p]·y[n, o, p, …]      is the correlation of x′[c, t, …] and w′[c, t, …], all c and t added
    Σ_n Σ_o Σ_i r[n]·s[o]·q[i]·z[n, o, i, …]      is the transposed correlation of such
    Σ_o Σ_c Σ_t r[o]·s[c]·q[t]·d_weight[o, c, t]  is the sum of all products x′[n, g, p]·y′[n, g, p]

The gradient of an input is a transposed correlation. Along the axes that are not weighed the operation remains, of one
filter and of one axis less. This reads every number of a problem a few times, where the problem itself multiplies each
by hundreds (Freivalds' check of a matrix product, for correlations).

All numbers are integers, counted modulo a prime. So nothing is rounded, however large the problem is, and no weight but
zero is a divisor of zero.
"""

import math
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from ... import definition
from ...contract.outcomes import NotClaimed
from ...definition.boundary import extend
from ...definition.call import Call
from ...definition.problem import Problem
from ...definition.transposed_problem import TransposedProblem
from ...operands.fresh import generator

Array = np.ndarray[Any, Any]

PRIME = 65_521
"""The largest prime below 2¹⁶: a residue is less than 2¹⁵, and a product of two less than 2³⁰."""

LONGEST = 2**23
"""Products of two residues that float64 adds up without rounding."""


@dataclass(frozen=True, eq=False)
class Contraction:
    """Weights for the first axes of what an operation gives: r, s, and one more or all that are left, `along`.

    Each method returns what they make of it, modulo `PRIME`.
    """

    r: Array
    s: Array
    along: tuple[Array, ...]

    @classmethod
    def of(cls, call: Call, *shape: int) -> Self:
        """Random weights for the first axes, of these lengths, the same for the same call."""
        random = generator(call, f"contraction {shape}")
        r, s, *along = (_residues(random.integers(1, PRIME, length)) for length in shape)
        return cls(r, s, tuple(along))

    def of_result(self, array: Array) -> Array:
        """Σ r·s·q·array, of what an implementation gave."""
        first, second, *rest = array.shape
        weighed = _product(self.r, _product(self.s, array.reshape(first, second, math.prod(rest))))
        for q in self.along:
            _, *rest = rest
            weighed = _product(q, weighed.reshape(len(q), math.prod(rest)))
        return _canonical(weighed.reshape(rest))

    def of_correlation(self, given: Problem) -> Array:
        """The same of the output of `given`, by its operands."""
        if given.boundary != "zero":
            given = given.extended()
        items, channels, length, *rest = given.input.shape
        (before, after), *padding = given.pairs
        taps, stride, dilation = given.kernel[0], given.strides[0], given.dilations[0]
        (q,) = self.along
        windows = np.zeros((taps, before + length + after))
        for tap in range(taps):
            windows[tap, tap * dilation : tap * dilation + len(q) * stride : stride] = q
        input = _product(self.r, given.input.reshape(items, math.prod(given.input.shape[1:])))
        # What would meet the padding meets zeros.
        input = _product(windows[:, before : before + length], input.reshape(channels, length, math.prod(rest)))
        filters = len(given.weight) // given.groups
        blocks = given.weight.reshape(given.groups, filters, math.prod(given.weight.shape[1:]))
        weight = _product(self.s.reshape(given.groups, 1, filters), blocks)
        # An axis of length one stands for the first axis, which is gone.
        small = Problem(
            _residues(input).reshape(1, channels * taps, 1, *rest),
            _residues(weight).reshape(1, channels * taps, 1, *given.kernel[1:]),
            self._of_bias(given),
            (1, *given.strides[1:]),
            ((0, 0), *padding),
            (1, *given.dilations[1:]),
        )
        _stop_beyond(small.terms)
        return _canonical(definition.correlate(small)[0, 0, 0])

    def of_transposition(self, back: TransposedProblem) -> Array:
        """The same of the output of `back`, by its operands."""
        items, channels, length, *rest = back.input.shape
        filters, (before, _), *padding = back.weight.shape[1], *back.pairs
        taps, stride, dilation = back.kernel[0], back.strides[0], back.dilations[0]
        (q,) = self.along
        # What of a stamp is cut off, on both sides, meets zeros.
        stamped = np.concatenate([np.zeros(before), q, np.zeros((length - 1) * stride + back.extents[0])])
        stamps = stamped[np.arange(taps)[:, None] * dilation + np.arange(length) * stride]
        input = _product(self.r, back.input.reshape(items, math.prod(back.input.shape[1:])))
        input = _product(stamps, input.reshape(channels, length, math.prod(rest)))
        blocks = back.weight.reshape(back.groups, channels // back.groups, filters, math.prod(back.kernel))
        weight = _product(self.s.reshape(back.groups, 1, 1, filters), blocks)
        small = TransposedProblem(
            _residues(input).reshape(1, channels * taps, 1, *rest),
            _residues(weight).reshape(channels * taps, 1, 1, *back.kernel[1:]),
            self._of_bias(back),
            (1, *back.strides[1:]),
            ((0, 0), *padding),
            (1, *back.dilations[1:]),
            output_padding=(0, *back.output_paddings[1:]),
        )
        _stop_beyond(small.terms)
        return _canonical(definition.transposed(small)[0, 0, 0])

    def of_weight_gradient(self, given: Problem, cotangent: Array) -> Array:
        """The same of the gradient with respect to the weight of `given`, of which every axis is weighed."""
        items, (filters, channels), groups = len(given.input), given.weight.shape[:2], given.groups
        seen = _product(self.s, given.input.reshape(items, groups, channels, math.prod(given.size)))
        seen = extend(seen.reshape(items, groups, *given.size), given.pairs, given.boundary)
        axes = zip(self.along, given.output_size, given.strides, given.dilations, strict=True)
        for axis, (q, out, stride, dilation) in enumerate(axes, 2):
            lines = _addable(seen, len(q)).swapaxes(2, axis)
            taken = np.zeros((items, groups, out, *lines.shape[3:]))
            for tap, weight in enumerate(q):
                taken += weight * lines[:, :, tap * dilation : tap * dilation + out * stride : stride]
            seen = taken.swapaxes(2, axis)
        told = cotangent.reshape(items, groups, filters // groups, math.prod(given.output_size))
        told = _product(self.r.reshape(groups, 1, filters // groups), told)
        return _canonical(_product(_residues(told).ravel(), seen.ravel()))

    def _of_bias(self, call: Call) -> Array | None:
        """What the bias of `call` adds to each of the sums that are left."""
        if call.bias is None:
            return None
        bias = _residues(_product(self.s, call.bias[:, None]))
        for weights in (self.r, *self.along):
            bias = _residues(_residues(weights.sum()) * bias)
        return bias


def backwards(given: Problem, cotangent: Array) -> TransposedProblem:
    """The transposed correlation that the gradient of the input of `given` is, where the boundary is zero."""
    back = TransposedProblem(
        cotangent,
        given.weight,
        stride=given.stride,
        padding=given.pairs,
        dilation=given.dilation,
        groups=given.groups,
        origin=given.origin,
    )
    return replace(back, output_padding=tuple(n - m for n, m in zip(given.size, back.output_size, strict=True)))


def _product(weights: Array, array: Array) -> Array:
    """The matrix product of residues and integers, exact modulo `PRIME`."""
    return np.asarray(weights @ _addable(array, weights.shape[-1]))


def _addable(array: Array, terms: int) -> Array:
    """The numbers of `array`, or their residues where the sum of so many, each times a residue, would be rounded."""
    _stop_beyond(terms)
    # A residue is less than 2¹⁵, and most numbers are small.
    return array if terms * _largest(array) < 2**38 else _residues(array)


def _residues(array: Any) -> Array:
    """What is left of the numbers in `array` modulo `PRIME`, nearest to zero; of those too large to count, NaN."""
    left = np.array(array, np.float64)
    if not _largest(left) < 2**53:
        left[~(np.abs(left) < 2**53)] = np.nan
    whole = np.multiply(left, 1 / PRIME, out=np.empty_like(left))
    np.rint(whole, out=whole)
    whole *= PRIME
    left -= whole
    return left


def _largest(array: Array) -> float:
    """The largest magnitude, or NaN."""
    return float(max(array.max(initial=0), -array.min(initial=0)))


def _canonical(sums: Array) -> Array:
    """The residues of `sums`, from 0 to PRIME − 1."""
    return np.remainder(_residues(sums), PRIME)


def _stop_beyond(terms: int) -> None:
    """Raises NotClaimed where a sum of so many products of residues may be rounded."""
    if terms > LONGEST:
        raise NotClaimed("sums too long to be counted without rounding")
