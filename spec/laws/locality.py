"""Where an output looks, and where it does not: windows and receptive fields."""

from dataclasses import replace
from typing import Any

import numpy as np

from ..contract.subject import Subject
from ..definition import geometry
from ..definition.boundary import extend
from ..definition.dtypes import widened
from ..definition.problem import Problem
from ..operands.fresh import fresh_operand, nonempty
from ._axes import along
from ._options import Place, Places, elements
from .law import Equation, law

Array = np.ndarray[Any, Any]


def _windows(given: Problem) -> Places:
    return Places(given.output_size)


@law(window=_windows)
def an_output_depends_only_on_its_window(impl: Subject, given: Problem, *, window: Place) -> Equation:
    """Change the input outside one output's window, and that output stays as it is.

        correlate(x, w)[..., p]  ==  correlate(x with everything outside window p replaced, w)[..., p]

    Catches: reads past the end of a row; alignment padding that is summed in; results that depend on a neighbouring
    tile.
    """
    batch = nonempty(given)
    changed = np.where(_held_by(batch, window), batch.input, fresh_operand(batch, "input"))
    other, own = impl.correlate(replace(batch, input=changed)), impl.correlate(batch)
    return Equation(other[:, :, *window], own[:, :, *window])


@law()
def a_receptive_field_is_what_the_formula_says(impl: Subject, given: Problem) -> Equation:
    """A stack of layers sees 1 + Σ (kernel − 1)·dilation·(product of the strides below) input elements along an axis.

        field = 1 + Σ (kernel − 1)·dilation·Π strides below
        stack(e_0)[0], stack(e_{field−1})[0], stack(e_field)[0]  ==  1, 1, 0

    e_i is an input that is one at i and zero elsewhere. Two layers with kernels of ones are stacked, on one axis at a
    time. The first and the last element of the field reach the first output, and the element after them does not. A
    large receptive field is the reason for stacking small kernels, for dilating and for striding: a dilation multiplies
    what its own layer sees, and a stride what later layers see.

    Catches: taps missing at either end of a window; a dilation or stride that is applied in one layer and not in
    the next.
    """
    seen, expected = [], []
    for axis in range(given.rank):
        layer = given.kernel[axis], given.strides[axis], given.dilations[axis]
        field = _receptive_field([layer, layer])
        for position in (0, field - 1, field):
            # The third impulse lies one element beyond the field of the first output.
            line = np.zeros(max(field, position + 1), given.input.dtype)
            line[position] = 1
            seen.append(_stack(impl, given, axis, line).ravel()[:1])
            expected.append([int(position < field)])
    return Equation(np.array(seen), np.array(expected))


@law(needs={"direct", "float"}, element=elements)
def a_nan_stays_in_its_windows(impl: Subject, given: Problem, *, element: Place) -> Equation:
    """A NaN in the input makes the outputs of all windows that hold it NaN, and changes no other output.

        correlate(x with NaN at i, w)[p]  ==  NaN where window p holds i, correlate(x, w)[p] elsewhere

    One broken pixel must not erase the image. Algorithms that go through a transform cannot keep this law, since
    they mix all elements of a tile before they separate them again. The law is asked only of those that add products
    up directly.

    Catches: an FFT chosen silently; input and kernel exchanged, so that the padding meets the NaN; NaN read as missing.
    """
    return _stays_in_its_windows(impl, given, element, np.nan)


@law(needs={"direct", "float"}, element=elements)
def an_infinity_stays_in_its_windows(impl: Subject, given: Problem, *, element: Place) -> Equation:
    """An infinity in the input makes the outputs of all windows that hold it infinite, and changes no other output.

        correlate(x with ∞ at i, w)[p]  ==  ∞ where window p holds i, correlate(x, w)[p] elsewhere          for w > 0

    The weights are positive here, since 0·∞ and ∞ − ∞ are NaN, and rightly so.

    An element between two taps of a dilated kernel is in no window.

    Catches: ∞ − ∞ inside a transform; infinities that are masked like missing data; a dilated kernel stored with zeros
    between its taps, of which one meets the infinity.
    """
    return _stays_in_its_windows(impl, given, element, np.inf)


def _stays_in_its_windows(impl: Subject, given: Problem, element: Place, value: float) -> Equation:
    group = nonempty(given.first_group())
    clean = replace(group, weight=np.abs(group.weight) + np.ones_like(group.weight))
    channel, *where = element
    spoiled = group.input.copy()
    spoiled[0, channel, *where] = value
    marked = np.zeros((1, 1, *group.size), bool)
    marked[0, 0, *where] = True
    extended = extend(marked, group.pairs, group.boundary)
    hit = np.zeros(group.output_shape, bool)
    for tap in np.ndindex(*group.kernel):
        hit[:1] |= group.under_tap(extended, tap)
    expected = np.where(hit, value, widened(impl.correlate(clean))).astype(group.input.dtype)
    return Equation(impl.correlate(replace(clean, input=spoiled)), expected)


def _held_by(given: Problem, window: Place) -> Array:
    """Which elements of the input `window` holds, as booleans in the input's shape."""
    numbers = np.arange(1, np.prod(given.size) + 1).reshape(1, 1, *given.size)
    extended = extend(numbers, given.pairs, given.boundary)
    held = [int(given.under_tap(extended, tap)[0, 0, *window]) for tap in np.ndindex(*given.kernel)]
    return np.broadcast_to(np.isin(numbers, held), given.input.shape)


def _receptive_field(layers: list[tuple[int, int, int]]) -> int:
    """Input elements that one output of a stack sees, for layers given as (kernel, stride, dilation), the first one
    first.
    """
    field, step = 1, 1
    for kernel, stride, dilation in layers:
        field += (geometry.extent(kernel, dilation) - 1) * step
        step *= stride
    return field


def _stack(impl: Subject, given: Problem, axis: int, line: Array) -> Array:
    """Two layers like the given one along `axis`, of ones, applied to `line`."""
    shape = tuple(-1 if other == axis else 1 for other in range(given.rank))
    layer = along(replace(given, bias=None, padding=0, groups=1), axis, np.ones(given.kernel[axis], line.dtype))
    layer = replace(layer, input=line.reshape(1, 1, *shape))
    return impl.correlate(replace(layer, input=impl.correlate(layer)))
