"""Layers at full size, where libraries take other paths than for small problems.

Computing a layer a second time, by the definition, would take too long for a quick check. A small part of that work is
enough to check the output.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from ..contract.outcomes import NotClaimed
from ..contract.subject import Subject
from ..definition.boundary import extend
from ..definition.problem import Problem
from ..operands.fresh import generator, nonempty
from .law import Equation, law
from .theory.contraction import Contraction

Array = np.ndarray[Any, Any]


@law(needs={"batched", "float"}, draws="layer")
def contracting_the_output_contracts_the_operands(impl: Subject, given: Problem) -> Equation:
    """A weighted sum of outputs, over items, filters and windows, is a correlation of weighted sums of the operands.

        Σ_n Σ_o Σ_i r_n·s_o·q_i·y[n, o, i, j]  ==  Σ_c Σ_t Σ_u x′[c, t, stride·j + dilation·u] · w′[c, t, u]

        x′[c, t, ·] = Σ_n Σ_i r_n·q_i·x̃[n, c, stride·i + dilation·t, ·]          w′[c, t, u] = Σ_o s_o·w[o, c, t, u]

    The right-hand side costs little more than reading the operands. Where outputs are wrong, the difference of the
    sides is a polynomial, linear in each of r, s and q. If these are drawn from sets R, S and Q, it vanishes with a
    probability of at most 1/|R| + 1/|S| + 1/|Q| (Schwartz and Zippel), however many outputs are wrong, and never where
    only one is. For the layers in float32 this bound is one in 150, and one in 20 where the only axis is a long one.

    Catches: tails of blocks, tiles and vectors; indices that overflow; sums in too narrow a type.
    """
    contraction = Contraction.of(given)
    if contraction is None:
        raise NotClaimed(f"integers of this size in {given.input.dtype}, which cannot be weighed exactly")
    return Equation(contraction.of_output(impl.correlate(given)), contraction.of_operands())


@law(needs={"batched", "float"}, draws="layer")
def a_single_output_is_its_window_times_its_filter(impl: Subject, given: Problem) -> Equation:
    """Any single output of a layer is the sum of products of its window and its filter.

        y[n, o, p]  ==  bias[o] + Σ_c Σ_t x̃[n, c, stride·p + dilation·t] · w[o, c, t]

    Of the millions of outputs, 64 are computed one by one. Many of these have the first or last index along an axis:
    first and last items and filters, edges and corners.

    Catches: borders and last blocks that are left out; a stretch of the output that is never written.
    """
    random, whole = generator(given, "probes"), nonempty(given)
    shape = whole.output_shape
    end, anywhere = random.integers(3, size=(64, len(shape))), random.integers(shape, size=(64, len(shape)))
    n, o, *p = probes = np.where(end == 0, 0, np.where(end == 1, np.array(shape) - 1, anywhere)).T
    products = _windows(whole, n, o, p) * whole.weight[o]
    expected = products.sum(axis=tuple(range(1, products.ndim)), dtype=products.dtype)
    return Equation(impl.correlate(whole)[tuple(probes)], expected if given.bias is None else expected + given.bias[o])


@law(needs={"batched", "float"}, draws="layer")
def the_number_of_threads_is_immaterial(impl: Subject, given: Problem) -> Equation:
    """Two threads compute what one computes.

        correlate(x, w) with two threads  ==  correlate(x, w) with one

    A layer is enough work to be divided, and on integers the order of a sum makes no difference. The threads are those
    of BLAS and of OpenMP. For a library with a thread pool of its own, such as that of Eigen or XLA, the law says no
    more than that the same call gives the same output twice.

    Catches: a race for an accumulator; rows left over where threads share them out; a workspace that threads share.
    """
    with threadpool_limits(limits=2):
        together = impl.correlate(given)
    with threadpool_limits(limits=1):
        alone = impl.correlate(given)
    return Equation(together, alone)


def _windows(given: Problem, n: Array, o: Array, p: Sequence[Array]) -> Array:
    """The input that filters `o` see in items `n` and windows `p`, [number of windows, C/groups, *kernel]."""

    def along(index: Array, axis: int) -> Array:
        """An index [number of windows, length] that belongs to `axis` of the result."""
        return index.reshape(len(index), *(-1 if other == axis else 1 for other in range(1, given.rank + 2)))

    channels = given.weight.shape[1]
    first = o // (len(given.weight) // given.groups) * channels
    where, inside = [along(n[:, None], 1), along(first[:, None] + np.arange(channels), 1)], np.array(True)
    for axis, position in enumerate(p):
        # The number of the input element at each place, counted from 1; 0 where there is none.
        numbers = np.arange(1, given.size[axis] + 1).reshape(1, 1, -1)
        line = extend(numbers, given.pairs[axis : axis + 1], given.boundary)[0, 0]
        taps = np.arange(given.kernel[axis]) * given.dilations[axis]
        where.append(along(line[position[:, None] * given.strides[axis] + taps] - 1, axis + 2))
        inside = inside & (where[-1] >= 0)
    return np.where(inside, given.input[tuple(where)], 0)
