"""Calls affect neither one another nor the process: equal calls give equal answers, and nothing else changes."""

import numpy as np

from ..contract.subject import Subject
from ..contract.surroundings import observed
from ..definition.problem import Array, Problem
from ..operands.fresh import nonempty, with_reals
from ._larger import WAYS, amounts, larger, part
from ._operations import Answer, Arrays, nothing_else, of_every_operation
from .law import Equation, law


@law(needs="batched", way=WAYS, more=amounts, side=("behind", "before"))
def paths_agree_across_sizes(impl: Subject, given: Problem, *, way: str, more: tuple[int, ...], side: str) -> Equation:
    """A problem has the same output by itself and as a part of a larger problem.

        correlate(x, w)  ==  the part of correlate(larger x, larger w) that belongs to x and w

    The larger problem has more of one kind: items, windows, filters, channels or taps, before those of the problem or
    behind them. Channels and taps are added with weights of zero. Libraries choose an algorithm, a *path*, by size; so
    filters and channels are added until their number is a multiple of 8, 16 or 32, or one more than such a multiple.

    Catches: a path for blocks that treats a stride, a padding or a group unlike the path for other sizes; tails of
    blocks; kernels that are cut at the size a fast path was written for.
    """
    whole, front = nonempty(given), side == "before"
    output = impl.correlate(larger(whole, way, more, front=front))
    return Equation(part(output, whole, front=front), impl.correlate(whole))


@law()
def repeating_a_call_repeats_the_bits(impl: Subject, given: Problem) -> Equation:
    """The same call twice gives the same bits twice, on rounded sums too.

        bits(correlate(x, w))  ==  bits(correlate(x, w))          for real x and w

    Catches: memory that is not initialised; sums whose order depends on the scheduling of threads; a buffer reused
    too early.
    """
    real = with_reals(given)
    first = impl.correlate(real).copy()
    second = impl.correlate(real)
    return Equation(_bits(first), _bits(second))


@law(values=False)
def a_call_changes_nothing_else(impl: Subject, given: Problem) -> Equation:
    """A call returns its answer, and leaves the process as it was.

        what correlate(x, w) changes of its surroundings  ==  nothing

    A call prints nothing, and does not change NumPy's error state, how the processor rounds and what it takes for zero,
    the random states of NumPy and of `random`, the current directory, the environment or the filters of warnings. This
    holds for every operation that is offered. A library may do something once, at its first call, so the second call is
    watched.

    Catches: debug prints left in by mistake; a warning of a division that was switched off, and not on again; a seed
    that is set in order to draw the same numbers at every call.
    """

    def watched(name: str, operands: Arrays, answer: Answer) -> Equation:
        changes: list[str] = []
        impl.around = lambda: observed([])
        answer(*operands)
        impl.around = lambda: observed(changes)
        answer(*operands)
        return nothing_else(name, changes)

    return of_every_operation(impl, given, watched)


def _bits(array: Array) -> Array:
    return np.frombuffer(array.tobytes(), np.uint8)
