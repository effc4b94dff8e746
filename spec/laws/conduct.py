"""How an implementation behaves: what it leaves alone, what it accepts and refuses, and whether it does the same
thing twice.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from .. import definition
from ..law import Equation, law
from ..layout import LAYOUTS, constant, contiguous
from ..problem import Problem
from ..subject import Refusal, Subject
from ._larger import WAYS, larger, part

Array = np.ndarray[Any, Any]


@law()
def valid_problems_are_accepted(impl: Subject, given: Problem) -> Equation:
    """A problem that is valid, and that the implementation claims, is answered.

        correlate(x, w)  is an array and not an exception

    Every law notices an exception; this one is where a restriction that a library documents is recorded.

    Catches: checks that are stricter than the operation; shapes that are inferred too small and then do not fit.
    """
    answer = impl.correlate(given)
    return Equation(np.array(answer.ndim), np.array(given.input.ndim))


@law(draws="invalid", thorough=True)
def invalid_problems_are_refused(impl: Subject, given: Problem) -> Equation:
    """A problem that means nothing is refused with an exception, not answered with a value.

        correlate(nonsense)  is an exception

    Nonsense is: channels that do not match, groups that do not divide, a stride, dilation or groups of zero or
    less, a negative padding, a list of the wrong length, a weight of another rank, a bias of the wrong shape, a
    kernel without taps.

    Catches: shapes that broadcast by accident; zeros that reach a division; checks that a fast path skips.
    """
    return Equation(impl.attempt(given), Refusal(given.invalidity() or "it is valid, and should not have been drawn"))


@law()
def inputs_are_left_alone(impl: Subject, given: Problem) -> Equation:
    """What is handed over is not written to.

        (x, w, b) after correlate(x, w, b)  ==  (x, w, b) before

    Catches: padding, scaling or reversing in place; results written over an input that is no longer needed, or so
    it seems.
    """
    operands = [array for array in (given.input, given.weight, given.bias) if array is not None]
    before = tuple(array.copy() for array in operands)
    impl.correlate(given)
    return Equation(tuple(operands), before)


@law(thorough=True)
def memory_layout_is_immaterial(impl: Subject, given: Problem) -> Equation:
    """Equal arrays give equal outputs, however they lie in memory.

        correlate(x laid out otherwise, w laid out otherwise)  ==  correlate(contiguous x, contiguous w)

    Slices of larger arrays, negative and zero steps, transposed and channels-last views, read-only and misaligned
    buffers. Every law sees some of them; this one asks about nothing else.

    Catches: strides that are ignored; a view read as if it were dense; a layout guessed from the sizes.
    """
    random = given.random("layouts")

    def laid_out(array: Array) -> Array:
        if not array.flags.c_contiguous:
            return array
        name = list(LAYOUTS)[1 + int(random.integers(len(LAYOUTS) - 1))]
        return LAYOUTS[name](constant(array) if name == "broadcast" else array)

    otherwise = replace(given, input=laid_out(given.input), weight=laid_out(given.weight))
    plain = replace(given, input=contiguous(otherwise.input), weight=contiguous(otherwise.weight))
    return Equation(impl.correlate(otherwise), impl.correlate(plain))


@law(needs="batched")
def paths_agree_across_sizes(impl: Subject, given: Problem) -> Equation:
    """A problem's output is the same where the problem is a part of a larger one.

        correlate(x, w)  ==  the part of correlate(larger x, larger w) that belongs to x and w

    The larger one has more items, more windows, more filters, more channels under weights of zero, or more taps of
    zero, before its own or behind. Sizes are what libraries choose an algorithm by: filters and channels are filled up
    to blocks of 8, 16 or 32, or to one more.

    Catches: a path for blocks that treats a stride, a padding or a group unlike the plain one; tails of blocks; kernels
    that are cut at the size a fast path was written for.
    """
    random, whole = given.random("larger"), given.nonempty()
    way, front = str(random.choice(WAYS)), bool(random.integers(2))
    output = impl.correlate(larger(whole, way, random, front=front))
    return Equation(part(output, whole, front=front), impl.correlate(whole))


@law()
def repeating_a_call_repeats_the_bits(impl: Subject, given: Problem) -> Equation:
    """The same call twice gives the same bits twice, on rounded sums too.

        bits(correlate(x, w))  ==  bits(correlate(x, w))          for real x and w

    Catches: memory that is not initialised; sums whose order depends on the scheduling of threads; a buffer reused
    too early.
    """
    real = given.with_reals()
    first = impl.correlate(real).copy()
    second = impl.correlate(real)
    return Equation(_bits(first), _bits(second))


@law()
def earlier_calls_leave_no_trace(impl: Subject, given: Problem) -> Equation:
    """What was computed before does not matter: each of a series of calls gives what it gives alone.

        [correlate(P), correlate(Q), correlate(R), correlate(P)]  ==  [each by the definition]

    Q has the shapes of P and other values, R has other shapes.

    Catches: weights or workspaces cached by shape; buffers that keep the values of a larger problem; accumulators
    not reset.
    """
    weight, series = given.another("weight"), [given]
    series.append(replace(given, input=given.another("input"), weight=weight))
    shorter = replace(given.fitted(), weight=weight)
    series.append(replace(shorter, input=shorter.input[:1]))
    series.append(given)
    return Equation(
        tuple(impl.correlate(problem).copy() for problem in series),
        tuple(definition.correlate(problem) for problem in series),
    )


@law()
def outputs_do_not_alias(impl: Subject, given: Problem) -> Equation:
    """An output belongs to the caller: a later call does not change it, and it is no view of an input.

        correlate(P)  ==  the same array, after correlate(Q) was called

    Catches: one output buffer for all calls; an input returned as it is where the kernel happens to be the identity.
    """
    unit = replace(given, weight=np.ones_like(given.weight[:, :, *[slice(1)] * given.rank])).explicit()
    for problem in (given, unit):
        output = impl.untouched(problem)
        kept = output.copy()
        impl.correlate(replace(problem, input=problem.another("input"), weight=problem.weight + 1))
        if any(np.shares_memory(output, array) for array in (problem.input, problem.weight)):
            return Equation(np.array("a view of an argument"), np.array("an array of its own"))
        if not np.array_equal(output, kept):
            break
    return Equation(output, kept)


@law()
def the_result_keeps_the_dtype(impl: Subject, given: Problem) -> Equation:
    """What goes in as float32 comes out as float32.

        dtype(correlate(x, w))  ==  dtype(x)          where x and w have the same

    Catches: a silent detour through another type; 64-bit types narrowed by a default; integers that come back as
    floats.
    """
    answer = impl.correlate(given)
    return Equation(np.array(str(answer.dtype)), np.array(str(given.input.dtype)))


def _bits(array: Array) -> Array:
    return np.frombuffer(array.tobytes(), np.uint8)
