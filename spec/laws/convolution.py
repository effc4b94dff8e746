"""Convolution proper: correlation with the kernel reversed, and the algebra that makes it worth a name."""

from dataclasses import replace
from typing import Any

import numpy as np

from ..contract.subject import Subject
from ..definition.boundary import extend
from ..definition.dtypes import widened
from ..definition.problem import Problem
from ..operands.fresh import nonempty, second_layer, single_plane
from ._options import Place, elements, taps
from .law import Equation, law
from .theory.layers import composed
from .theory.transform import PRIME, transform

Array = np.ndarray[Any, Any]


@law(operation="convolve")
def convolution_is_correlation_with_the_kernel_reversed(impl: Subject, given: Problem) -> Equation:
    """Convolution is cross-correlation with every spatial axis of the kernel reversed.

        convolve(x, w)  ==  correlate(x, w[:, :, ::-1, ::-1])

    Channels and filters stay as they are, and so do stride, padding and dilation: only the taps change places. For a
    learned kernel this makes no difference, since training would learn the reversed one; for a kernel that somebody
    wrote down it does.

    Catches: a correlation sold as a convolution; a kernel flipped on one axis only, or over its channels too;
    'same' centred differently by the two.
    """
    return Equation(impl.convolve(given), impl.correlate(given.with_kernel_reversed()))


@law(needs="padding")
def full_convolution_commutes(impl: Subject, given: Problem) -> Equation:
    """In a full convolution image and kernel are interchangeable.

        x * w  ==  w * x          where x * w = correlate(x, reversed w, padding=full)

    Correlation has no such law: exchanging its arguments reverses the output.

    Catches: code that assumes the image to be the longer one; padding computed from the wrong argument.
    """
    plane = _short_plane(given)
    one, other = (_full(problem).with_kernel_reversed() for problem in (plane, _exchanged(plane)))
    return Equation(impl.correlate(one), impl.correlate(other))


@law(needs="padding")
def exchanging_the_operands_reverses_the_output(impl: Subject, given: Problem) -> Equation:
    """Exchanging image and kernel in a full correlation reverses the output.

        correlate(x, w, padding=full)  ==  reversed correlate(w, x, padding=full)

    Convolution commutes, and correlation does not: its lags change their sign.

    Catches: operands exchanged where the kernel is the longer one, and an output that is not reversed again, or not
    along every axis.
    """
    plane = _short_plane(given)
    return Equation(impl.correlate(_full(plane)), _reversed(impl.correlate(_full(_exchanged(plane)))))


@law(needs="padding")
def an_autocorrelation_is_symmetric(impl: Subject, given: Problem) -> Equation:
    """The full correlation of an array with itself is symmetric.

        correlate(w, w, padding=full)  ==  reversed correlate(a copy of w, w, padding=full)

    A lag to the right pairs the same elements as the lag to the left. On the left side of the equation, input and
    kernel are the same array in memory.

    Catches: a kernel that is reversed, or packed, in place and put back after the sum, while the input changes with it.
    """
    plane = single_plane(given)
    alone = _full(replace(plane, input=plane.weight))
    copied = replace(alone, input=alone.input.copy())
    return Equation(impl.correlate(alone), _reversed(impl.correlate(copied)))


@law()
def two_layers_are_one(impl: Subject, given: Problem) -> Equation:
    """Two layers without a nonlinearity between them are one layer, whose kernel is the full convolution of theirs.

        correlate(correlate(x, u), v)  ==  correlate(x, u * v)          (u * v)[q, c] = Σ_o u[o, c] * v[q, o]

    This is why networks have nonlinearities, and why two 3×3 kernels see what a 5×5 kernel sees.

    Catches: an output laid out differently from an input; channels and filters exchanged; errors at the seam of two
    calls.
    """
    group = replace(given.extended().first_group(), stride=1, dilation=1)
    first = replace(group, input=np.pad(group.input, ((0, 0), (0, 0), *[(0, 1)] * given.rank), mode="edge"))
    second = second_layer(first, filters=2 if impl.claims("correlate").batched else 1)
    hidden = impl.correlate(first)
    return Equation(
        impl.correlate(replace(first, input=hidden, weight=second)),
        impl.correlate(replace(first, weight=composed(first.weight, second))),
    )


@law(needs="padding")
def convolution_multiplies_polynomials(impl: Subject, given: Problem) -> Equation:
    """A full convolution of two lines is the product of two polynomials.

        (x * w)[m]  ==  Σ_{i + j = m} x[i] · w[j]

    Multiplying polynomials, or numbers digit by digit, is a convolution that everybody has done by hand. The right
    side is computed like that, from a multiplication table.

    Catches: a kernel that is not flipped; full padding that is short by one; sums cut off at either end.
    """
    plane = single_plane(given)
    along = int(np.argmax(plane.kernel))
    line = tuple(slice(None) if axis == along else slice(1) for axis in range(plane.rank))
    lines = replace(plane, input=plane.input[:, :, *line], weight=plane.weight[:, :, *line])
    padding = tuple((length - 1, length - 1) for length in lines.kernel)
    x, w = widened(lines.input).ravel(), widened(lines.weight).ravel()
    product = np.zeros(len(x) + len(w) - 1, x.dtype)
    np.add.at(product, np.add.outer(np.arange(len(x)), np.arange(len(w))), np.multiply.outer(x, w))
    return Equation(impl.correlate(replace(lines, padding=padding).with_kernel_reversed()).ravel(), product)


@law(needs="padding")
def transforms_turn_convolution_into_products(impl: Subject, given: Problem) -> Equation:
    """The Fourier transform of a full convolution is the product of the transforms, frequency by frequency.

        F(Σ_c x[c] * w[o, c])  ==  Σ_c F(x[c]) · F(w[o, c])

    This convolution theorem is why an FFT can be used at all. The transform here is over the integers modulo the prime
    65,537, which have the roots of unity that are needed; nothing is rounded.

    Catches: a transform that is shorter than the output, so that its end is added to its beginning; channels that are
    added up in another order than the weight's; a phase that is left over.
    """
    group = replace(given.first_group(), stride=1, dilation=1, boundary="zero")
    # The cost grows with both lengths.
    short: Any = (..., *[slice((64, 16, 8)[min(given.rank, 3) - 1])] * given.rank)
    full = _full(replace(group, input=group.input[short], weight=group.weight[short]))
    x, w = transform(full.input, full.output_size), transform(full.weight, full.output_size)
    output = impl.correlate(full.with_kernel_reversed())
    return Equation(transform(output, full.output_size), np.einsum("nc...,oc...->no...", x, w) % PRIME)


@law(tap=taps)
def a_single_tap_shifts_the_input(impl: Subject, given: Problem, *, tap: Place) -> Equation:
    """A kernel that is one at a single tap, and zero elsewhere, shifts its input by the position of the tap.

        correlate(x, δ_t)[p]  ==  x̃[stride·p + dilation·t]

    The kernel has one filter per channel, and each filter looks at its own channel.

    Catches: windows that begin one element early or late; taps that are dropped; a phase that moves with padding or
    stride.
    """
    shifted = _with_impulses(given.first_group(), tap)
    extended = extend(shifted.input, given.pairs, given.boundary)
    return Equation(impl.correlate(shifted), shifted.under_tap(extended, tap))


@law(needs="padding", tap=taps)
def the_unit_impulse_is_the_identity(impl: Subject, given: Problem, *, tap: Place) -> Equation:
    """A kernel that is one at a single tap, and zero elsewhere, returns its input if padding makes up for the shift.

        correlate(x, δ_t, padding=(dilation·t, dilation·(kernel − 1 − t)))  ==  x

    The padding on each side is what lies before and behind the tap. With the one in the middle of an odd kernel, the
    kernel is the neutral element of convolution.

    Catches: padding that does not match the window's beginning; an input that is returned as it is where the kernel
    only looks like the identity.
    """
    group = replace(_with_impulses(given.first_group(), tap), stride=1, boundary="zero")
    sides = zip(tap, group.kernel, group.dilations, strict=True)
    around = tuple((dilation * t, dilation * (length - 1 - t)) for t, length, dilation in sides)
    return Equation(impl.correlate(replace(group, padding=around)), group.input)


@law(element=elements)
def an_impulse_stamps_the_reversed_kernel(impl: Subject, given: Problem, *, element: Place) -> Equation:
    """An input that is one at a single element, and zero elsewhere, gives the reversed kernel around that element.

        correlate(δ_q, w)[p]  ==  w[q + before − p]          where that is a tap, and 0 elsewhere

    Correlation reverses the kernel here and convolution does not, which tells the two apart at a glance.

    Catches: convolution taken for correlation; a flip on one axis only; a channel's image in another filter's output.
    """
    group = replace(nonempty(given.first_group()).explicit(), boundary="zero", stride=1, dilation=1)
    channel, *where = element
    impulse = np.zeros((1, *group.input.shape[1:]), given.input.dtype)
    impulse[:, channel, *where] = 1
    stamped = replace(group, input=impulse)
    expected = np.zeros(stamped.output_shape, given.weight.dtype)
    for tap in np.ndindex(*group.kernel):
        window = tuple(q + before - t for q, (before, _), t in zip(where, group.pairs, tap, strict=True))
        if all(0 <= p < out for p, out in zip(window, stamped.output_size, strict=True)):
            expected[0, :, *window] = group.weight[:, channel, *tap]
    return Equation(impl.correlate(stamped), expected)


def _full(given: Problem) -> Problem:
    """`given` with full padding for a dilation of 1: every window that touches the input."""
    return replace(given, padding=tuple((length - 1, length - 1) for length in given.kernel))


def _short_plane(given: Problem) -> Problem:
    """The plain problem with a short image, which can also be the kernel: the cost grows with the number of taps."""
    plane = single_plane(given)
    longest = (24, 8, 5)[min(given.rank, 3) - 1]
    return replace(plane, input=plane.input[:, :, *[slice(longest)] * given.rank])


def _exchanged(plane: Problem) -> Problem:
    return replace(plane, input=plane.weight, weight=plane.input)


def _reversed(array: Array) -> Array:
    """`array` from the other end, along every spatial axis."""
    return array[:, :, *[slice(None, None, -1)] * (array.ndim - 2)]


def _with_impulses(given: Problem, tap: Place) -> Problem:
    """`given` with one filter per channel, which is one at `tap` of this channel and zero elsewhere."""
    channels = given.input.shape[1]
    kernel = np.zeros((channels, channels, *given.kernel), given.weight.dtype)
    kernel[:, :, *tap] = np.eye(channels)
    return replace(given, weight=kernel)
