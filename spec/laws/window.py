"""Padding, stride and dilation: each can be done by hand."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..contract.subject import Subject
from ..definition.boundary import extend
from ..definition.dtypes import widened
from ..definition.problem import Array, Problem
from ..operands.numbers import VAST
from ._options import axes, cuts
from .law import Equation, law


def _vast_strides(given: Problem, axis: int) -> Sequence[int]:
    return replace(given.explicit(), stride=1).output_size[axis], 2**31 - 1, *VAST


def _strided(given: Problem) -> Sequence[int]:
    """The axes with a stride."""
    return [axis for axis, stride in enumerate(given.strides) if stride > 1]


def _dilated(given: Problem) -> Sequence[int]:
    """The axes with a dilation."""
    return [axis for axis, dilation in enumerate(given.dilations) if dilation > 1]


def _cuts(given: Problem, axis: int) -> Sequence[int]:
    return cuts(given.output_size[axis])


@law(needs="padding")
def padding_is_explicit_zeros(impl: Subject, given: Problem) -> Equation:
    """Padding by p is the same as surrounding the input with p zeros and not padding.

        correlate(x, w, padding=(before, after))  ==  correlate(x with zeros before and after, w)

    Each axis has its own pair, and the two sides of a pair may differ.

    Catches: before and after exchanged; one pair used for all axes; padding ignored in a fast path; pads that hold
    rubbish.
    """
    zeros = replace(given, boundary="zero")
    return Equation(impl.correlate(zeros), impl.correlate(zeros.extended()))


@law(needs="padding", amount=(1, 2, 3))
def paddings_add(impl: Subject, given: Problem, *, amount: int) -> Equation:
    """Surrounding a padded input with m more zeros is the same as a padding that is longer by m.

        correlate(x with m zeros on every side, w, padding=p)  ==  correlate(x, w, padding=p + m)

    This holds for any length: nothing changes where a padding becomes longer than the kernel, or than the input.

    Catches: a padding that is cut at the length of the kernel; a path for short paddings that is taken for long ones.
    """
    zeros = replace(given.explicit(), boundary="zero")
    by_hand = extend(zeros.input, ((amount, amount),) * given.rank)
    longer = tuple((before + amount, after + amount) for before, after in zeros.pairs)
    return Equation(impl.correlate(replace(zeros, input=by_hand)), impl.correlate(replace(zeros, padding=longer)))


@law(needs="stride")
def striding_is_subsampling(impl: Subject, given: Problem) -> Equation:
    """Striding keeps every s-th window of the dense correlation and changes none.

        correlate(x, w, stride=s)  ==  correlate(x, w, stride=1)[..., ::s]

    Window i starts at i·s: the first window is always kept, and a last window that does not fit is dropped, never
    padded to fit.

    Catches: output sizes rounded up; a phase that moves with the padding; strides of two axes swapped.
    """
    pairs = given.explicit()
    dense = impl.correlate(replace(pairs, stride=1))
    return Equation(impl.correlate(pairs), dense[:, :, *(slice(None, None, stride) for stride in given.strides)])


@law(needs="stride", axis=axes, stride=_vast_strides)
def a_stride_beyond_the_input_keeps_one_window(impl: Subject, given: Problem, *, axis: int, stride: int) -> Equation:
    """A stride so long that a second window would leave the input keeps the first window alone.

        correlate(x, w, stride=2³¹)  ==  correlate(x, w, stride=1)[..., :1]

    One axis has this stride, which is between the output's length and the longest that 64 bits hold. Many networks use
    a large stride only to get an output of one element along each axis.

    Catches: a stride that is cut to 32 bits; a product of stride and position, or the end of the last step, that is
    computed without being needed, and overflows.
    """
    pairs = replace(given.explicit(), stride=1)
    strides = tuple(stride if other == axis else 1 for other in range(given.rank))
    kept = tuple(slice(1 if other == axis else None) for other in range(given.rank))
    return Equation(impl.correlate(replace(pairs, stride=strides)), impl.correlate(pairs)[:, :, *kept])


@law(needs="stride", axis=_strided)
def a_stride_sums_over_phases(impl: Subject, given: Problem, *, axis: int) -> Equation:
    """A strided correlation is the sum of dense ones: of each phase of the input with the same phase of the kernel.

        correlate(x, w, stride=s)  ==  Σ_{r < s} correlate(x[r::s], w[r::s])[..., :out]

    This holds for each axis by itself; here it is asked of one axis, at dilation 1. Phase r is every s-th element from
    r on. Each term keeps as many windows as the left side has. A stride longer than the kernel leaves some phases
    without taps, and these add nothing. Filter banks and wavelets are computed in this polyphase form, since no output
    is computed in order to be dropped.

    Catches: the last taps left out where their number is no multiple of the stride; the stride of another axis used in
    place of this one's.
    """
    whole = replace(given.extended(), bias=None, dilation=_with(given.dilations, axis, 1))
    stride, windows = whole.strides[axis], whole.output_size[axis]
    total = np.zeros(whole.output_shape, widened(whole.input).dtype)
    for first in range(min(stride, whole.kernel[axis])):
        taps = _phase(whole.weight, axis, first, stride)
        reached = _phase(whole.input, axis, first, stride).take(range(windows + taps.shape[2 + axis] - 1), 2 + axis)
        part = replace(whole, input=reached, weight=taps, stride=_with(whole.strides, axis, 1))
        total = total + impl.correlate(part)
    return Equation(impl.correlate(whole), total)


@law(needs="dilation", budget=4)
def dilation_is_zero_stuffing(impl: Subject, given: Problem) -> Equation:
    """Dilating by d is the same as putting d − 1 zeros between neighbouring taps.

        correlate(x, w, dilation=d)  ==  correlate(x, w with d − 1 zeros between taps)

    A dilated kernel sees further with the same number of weights. It spans dilation·(kernel − 1) + 1 elements.

    Catches: dilation taken for stride, or ignored in a fast path; the extent of the undilated kernel used for sizes
    or padding.
    """
    pairs = given.explicit()
    stuffed = np.zeros((*given.weight.shape[:2], *given.extents), given.weight.dtype)
    stuffed[:, :, *(slice(None, None, dilation) for dilation in given.dilations)] = given.weight
    return Equation(impl.correlate(pairs), impl.correlate(replace(pairs, weight=stuffed, dilation=1)))


@law(needs="dilation", axis=_dilated)
def a_dilation_interleaves_phases(impl: Subject, given: Problem, *, axis: int) -> Equation:
    """A correlation with dilation d is d correlations without dilation, whose inputs and outputs are interleaved.

        correlate(x, w, dilation=d)[r::d]  ==  correlate(x[r::d], w)          for every r < d

    Along one axis, whose stride is 1, a window of taps d apart sees one phase of the input and nothing of the others.
    Some libraries compute dilations in this way, with the phases as items of a batch.

    Catches: phases that are cut to the length of the shortest; taps that lie one off; a dilation of one axis used for
    another.
    """
    whole = replace(given.extended(), stride=_with(given.strides, axis, 1))
    near, dilation = replace(whole, dilation=_with(whole.dilations, axis, 1)), whole.dilations[axis]
    phases = range(min(dilation, whole.output_size[axis]))
    alone = (impl.correlate(replace(near, input=_phase(whole.input, axis, first, dilation))) for first in phases)
    output = impl.correlate(whole)
    return Equation(tuple(_phase(output, axis, first, dilation) for first in phases), tuple(alone))


@law(budget=4, axis=axes, cut=_cuts)
def overlapping_tiles_make_the_whole(impl: Subject, given: Problem, *, axis: int, cut: int) -> Equation:
    """The output can be computed strip by strip, from overlapping strips of the input.

        correlate(x, w)  ==  correlate(x[: m·stride + extent − stride], w) followed by correlate(x[m·stride :], w)

    Large images are processed in this way. Neighbouring strips share extent − stride elements.

    Catches: results that depend on the size of the input; tails of tiles and of vectors; buffers sized for the
    common case.
    """
    whole = given.extended()
    stride, extent = whole.strides[axis], whole.extents[axis]
    if whole.output_size[axis] < 2:
        # Make room for a second window, so that there is something to cut.
        grow = [(0, 0), (0, 0), *((0, stride) if a == axis else (0, 0) for a in range(given.rank))]
        whole = replace(whole, input=np.pad(whole.input, grow, mode="edge"))

    def strip(*bounds: int | None) -> Problem:
        where = tuple(slice(*bounds) if a == axis else slice(None) for a in range(given.rank))
        return replace(whole, input=whole.input[:, :, *where])

    first = impl.correlate(strip((cut - 1) * stride + extent))
    second = impl.correlate(strip(cut * stride, None))
    return Equation(impl.correlate(whole), np.concatenate([first, second], axis=2 + axis))


def _phase(array: Array, axis: int, first: int, step: int) -> Array:
    """Every `step`-th element along a spatial axis, from `first` on."""
    return array[(slice(None),) * (2 + axis) + (slice(first, None, step),)]


def _with(values: tuple[int, ...], axis: int, value: int) -> tuple[int, ...]:
    """`values` with `value` for one axis."""
    return (*values[:axis], value, *values[axis + 1 :])
