"""Padding, stride, dilation and boundary: each is something that could be done by hand."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..contract.subject import Subject
from ..definition.problem import Problem
from ..operands.numbers import VAST
from ._options import axes, cuts
from .law import Equation, law


def _vast_strides(given: Problem, axis: int) -> Sequence[int]:
    return replace(given.explicit(), stride=1).output_size[axis], 2**31 - 1, *VAST


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
    """However long the stride, the first window is there, and where it leaves the input it is the only one.

        correlate(x, w, stride=2³¹)  ==  correlate(x, w, stride=1)[..., :1]

    On one axis, and for any stride from the output's length up to the longest that 64 bits hold. An output that has one
    element along each axis is all that many a network needs of a large stride.

    Catches: a stride that is cut to 32 bits; a product of stride and position, or the end of the last step, that is
    computed without being needed, and overflows.
    """
    pairs = replace(given.explicit(), stride=1)
    strides = tuple(stride if other == axis else 1 for other in range(given.rank))
    kept = tuple(slice(1 if other == axis else None) for other in range(given.rank))
    return Equation(impl.correlate(replace(pairs, stride=strides)), impl.correlate(pairs)[:, :, *kept])


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


@law(needs={"padding", "boundary"})
def boundary_is_explicit_extension(impl: Subject, given: Problem) -> Equation:
    """A boundary says what continues the input; continuing it by hand gives the same.

        correlate(x, w, padding=p, boundary=b)  ==  correlate(x continued by p elements as b says, w)

    For an input a b c: `zero` 0 0|a b c|0 0, `edge` a a|a b c|c c, `reflect` c b|a b c|b a, `symmetric` b a|a b c|c b,
    `wrap` b c|a b c|a b. These are numpy.pad's names; others call reflect "mirror" and symmetric "reflect".

    Catches: the two kinds of reflection taken for each other; half of the padding on each side; a boundary that
    falls back to zeros.
    """
    return Equation(impl.correlate(given), impl.correlate(given.extended()))


@law(budget=4, axis=axes, cut=_cuts)
def overlapping_tiles_make_the_whole(impl: Subject, given: Problem, *, axis: int, cut: int) -> Equation:
    """The output can be made strip by strip, from strips of the input that overlap by what a window needs.

        correlate(x, w)  ==  correlate(x[: m·stride + extent − stride], w) followed by correlate(x[m·stride :], w)

    Large images are processed so. Neighbouring strips share extent − stride elements.

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
