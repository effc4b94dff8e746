"""Windows that hold an element which is no finite number."""

from dataclasses import replace

import numpy as np

from ..contract.subject import Subject
from ..definition.boundary import extend
from ..definition.dtypes import widened
from ..definition.problem import Array, Problem
from ..operands.fresh import nonempty
from ._options import Place
from .law import Equation


def stays_in_its_windows(impl: Subject, given: Problem, element: Place, value: float, least: int = 1) -> Equation:
    """What an `element` of this `value` does to the outputs: it stays in its windows. Weights are `least` or more, and
    where that is zero, about one in three is.
    """
    batch = nonempty(given)
    weight = np.abs(batch.weight) + np.ones_like(batch.weight)
    clean = replace(batch, weight=np.where(weight % 3 == 1, np.zeros_like(weight), weight) if least == 0 else weight)
    item, channel, *where = element
    spoiled = batch.input.copy()
    spoiled[item, channel, *where] = value
    filters, _ = batch.blocks[channel // batch.weight.shape[1]]
    expected = widened(impl.correlate(clean)).copy()
    expected[item, filters][:, hit(batch, where)] = value
    return Equation(impl.correlate(replace(clean, input=spoiled)), expected.astype(batch.input.dtype))


def hit(given: Problem, where: list[int]) -> Array:
    """The windows that hold the element at `where`, as booleans in the output's size."""
    marked = np.zeros((1, 1, *given.size), bool)
    marked[0, 0, *where] = True
    extended = extend(marked, given.pairs, given.boundary)
    found = np.zeros(given.output_size, bool)
    for tap in np.ndindex(*given.kernel):
        found |= given.under_tap(extended, tap)[0, 0]
    return found
