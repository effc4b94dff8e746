"""Where an output looks, and where it does not: windows and receptive fields."""

from dataclasses import replace
from typing import Any

import numpy as np
from ml_dtypes import finfo

from ..contract.subject import Subject
from ..definition import geometry
from ..definition.boundary import extend
from ..definition.problem import Problem
from ..operands.fresh import fresh_operand, nonempty
from ._axes import along
from ._options import Place, Places, elements, inputs
from ._windows import hit, stays_in_its_windows
from .law import Equation, law
from .theory.rounding import box

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


@law(needs={"direct", "float"}, element=inputs, least=(1, 1, 0))
def a_nan_stays_in_its_windows(impl: Subject, given: Problem, *, element: Place, least: int) -> Equation:
    """A NaN in the input makes the outputs of all windows that hold it NaN, and changes no other output.

        correlate(x with NaN at i, w)[p]  ==  NaN where window p holds i, correlate(x, w)[p] elsewhere

    It changes no output of another item or group either: one broken pixel must not erase the image. A weight of zero
    hides no NaN, since 0·NaN is NaN. Algorithms that go through a transform cannot keep this law, since they mix all
    elements of a tile before they separate them again. The law is asked only of those that add products up directly.

    Catches: an FFT chosen silently; input and kernel exchanged, so that the padding meets the NaN; NaN read as missing,
    or passed over where a weight is zero; a neighbouring group or item, read past the end and multiplied by zero.
    """
    return stays_in_its_windows(impl, given, element, np.nan, least)


@law(needs={"direct", "float"}, element=inputs)
def an_infinity_stays_in_its_windows(impl: Subject, given: Problem, *, element: Place) -> Equation:
    """An infinity in the input makes the outputs of all windows that hold it infinite, and changes no other output.

        correlate(x with ∞ at i, w)[p]  ==  ∞ where window p holds i, correlate(x, w)[p] elsewhere          for w > 0

    The weights are positive here, since 0·∞ and ∞ − ∞ are NaN, and rightly so.

    An element between two taps of a dilated kernel is in no window.

    Catches: ∞ − ∞ inside a transform; infinities that are masked like missing data; a dilated kernel stored with zeros
    between its taps, of which one meets the infinity.
    """
    return stays_in_its_windows(impl, given, element, np.inf)


@law(needs={"direct", "float"}, value=("inf", "nan", "large"), element=elements)
def a_box_filter_looks_at_its_window_alone(impl: Subject, given: Problem, *, value: str, element: Place) -> Equation:
    """Where all taps are equal, a NaN, an infinity or a huge number changes no output whose window does not hold it.

        correlate(x with ∞ at i, c·1)[p]  ==  correlate(x, c·1)[p]          for windows p that do not hold i

    The kernel has 25 taps or more. A sum over it can be had from running sums, and these carry an infinity, or what a
    large number leaves of their digits, into every window behind.

    Catches: summed-area tables and sliding sums for box filters, in a wider type than the dtype too.
    """
    group = nonempty(given.first_group())
    wide = box(group, 25, 100)
    clean = replace(wide, input=fresh_operand(wide, "input"), weight=np.ones_like(wide.weight))
    channel, *where = element
    channel, where = channel % clean.input.shape[1], [at % length for at, length in zip(where, clean.size, strict=True)]
    spoiled = clean.input.copy()
    spoiled[0, channel, *where] = float(finfo(spoiled.dtype).max) / 4 if value == "large" else float(value)
    elsewhere = np.ones(clean.output_shape, bool)
    elsewhere[0] = ~hit(clean, where)
    changed = replace(clean, input=spoiled)
    return Equation(impl.correlate(changed)[elsewhere], impl.correlate(clean)[elsewhere])


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
