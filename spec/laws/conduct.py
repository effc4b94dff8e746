"""How an implementation behaves: what it leaves alone, what it accepts and refuses, and whether it does the same
thing twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from .. import definition
from ..contract.claims import Claims
from ..contract.outcomes import Rejection
from ..contract.subject import Subject
from ..contract.surroundings import observed
from ..definition.dtypes import EXACT_BITS, promoted
from ..definition.problem import Problem
from ..operands.fresh import fresh_operand, generator, nonempty, with_reals
from ..operands.layout import contiguous, guarded, in_other_byte_order, memory
from ..operands.numbers import bits, halves
from ._larger import WAYS, amounts, larger, part
from ._operations import Answer, Arrays, attempted, of_every_operation
from .law import Equation, law

Array = np.ndarray[Any, Any]

BAND = 64
"""Elements of a guard: as many as a library may take for the rest of a vector or of a cache line."""


WHOSE = ("input", "weight", "all")
"""Whose bytes lie in the other order: those of one operand, or of all of them."""


def _swappable(given: Problem) -> Sequence[str]:
    """Whose bytes can be swapped: nobody's where NumPy knows the dtype in one order alone, as it does bfloat16."""
    return () if given.input.dtype.newbyteorder().kind == "V" else WHOSE


def _other_dtypes(given: Problem, claims: Claims) -> Sequence[str]:
    """Dtypes that the weight can have beside that of the input, and that NumPy promotes together with it."""
    own = given.input.dtype.name
    return [name for name in EXACT_BITS if name in claims.dtypes and name != own and promoted(own, name)]


def _kind(given: Problem) -> str:
    """Of which kind the nonsense is."""
    reason = given.invalidity()
    return reason.kind if reason else ""


@law(budget=4, values=False)
def valid_problems_are_accepted(impl: Subject, given: Problem) -> Equation:
    """A problem that is valid, and that the implementation claims, is answered.

        correlate(x, w)  is an array and not an exception

    Every law notices an exception; this one is where a restriction that a library documents is recorded.

    Catches: checks that are stricter than the operation; shapes that are inferred too small and then do not fit.
    """
    answer = impl.correlate(given)
    return Equation(np.array(answer.ndim), np.array(given.input.ndim))


@law(draws="invalid", budget=8, apart=_kind)
def invalid_problems_are_refused(impl: Subject, given: Problem) -> Equation:
    """A problem that means nothing is refused with an exception, not answered with a value.

        correlate(nonsense)  is an exception

    Nonsense is: channels that do not match, groups that do not divide, a stride, dilation or groups of zero or
    less, a negative padding, a list of the wrong length, a weight of another rank, a bias of the wrong shape, a
    kernel without taps, a padding so long that no array could hold the output.

    Catches: shapes that broadcast by accident; zeros that reach a division; checks that a fast path skips; sizes that
    leave 32 or 64 bits, and come back as small ones.
    """
    return Equation(impl.attempt(given), Rejection(str(given.invalidity())))


@law(values=False)
def inputs_are_left_alone(impl: Subject, given: Problem) -> Equation:
    """What is handed over, and what lies around it in memory, is not written to, by any operation that is offered.

        memory of (x, w, b) after correlate(x, w, b)  ==  memory of (x, w, b) before          bit by bit

    So it is for (x, w, y) and the gradients, and for a layer that learns. The arrays are parts of larger ones, and
    the bits of a floating-point number arbitrary: a NaN keeps its payload, and a zero its sign.

    Catches: padding, scaling or reversing in place; results written over an input that is no longer needed, or so it
    seems; a vector register that is stored beyond the end.
    """
    random = generator(given, "bits")

    def left_alone(name: str, operands: Arrays, answer: Answer) -> Equation:
        spoiled = tuple(_between_bits(random, array) for array in operands)
        before = tuple(map(memory, spoiled))
        answer(*spoiled)
        return Equation(tuple(map(memory, spoiled)), before)

    return of_every_operation(impl.unrounded(), given, left_alone)


@law()
def only_the_operands_are_read(impl: Subject, given: Problem) -> Equation:
    """What lies in memory before and behind an array does not matter, to any operation that is offered.

        correlate(x, w, b between NaNs)  ==  correlate(x, w, b)

    Between large numbers, where they are integers.

    Catches: a vector that is loaded beyond the end of a row and counted; rows of a kernel that are taken in fours, with
    a zero for the fourth, which makes a NaN of a NaN.
    """

    def surrounded(array: Array) -> Array:
        strange = np.iinfo(array.dtype).max // 3 if array.dtype.kind in "iu" else np.nan
        return guarded(array, np.full(BAND, strange, array.dtype))

    def unread(name: str, operands: Arrays, answer: Answer) -> Equation:
        return Equation(answer(*map(surrounded, operands)), answer(*operands))

    return of_every_operation(impl, given, unread)


@law(needs="layout", budget=16)
def memory_layout_is_immaterial(impl: Subject, given: Problem) -> Equation:
    """Equal arrays give equal outputs, however they lie in memory.

        correlate(x laid out otherwise, w and b laid out otherwise)  ==  correlate(contiguous x, contiguous w and b)

    Slices of larger arrays, negative and zero steps, transposed and channels-last views, read-only and misaligned
    buffers. Every law sees some of them; this one asks about nothing else. One problem in three has a single channel,
    whose stride is any number.

    Catches: strides that are ignored; a view read as if it were dense; a layout guessed from the sizes, or from the
    strides where they say nothing.
    """
    bias = None if given.bias is None else contiguous(given.bias)
    plain = replace(given, input=contiguous(given.input), weight=contiguous(given.weight), bias=bias)
    return Equation(impl.correlate(given), impl.correlate(plain))


@law(needs="batched", way=WAYS, more=amounts, side=("behind", "before"))
def paths_agree_across_sizes(impl: Subject, given: Problem, *, way: str, more: tuple[int, ...], side: str) -> Equation:
    """A problem's output is the same where the problem is a part of a larger one.

        correlate(x, w)  ==  the part of correlate(larger x, larger w) that belongs to x and w

    The larger one has more items, more windows, more filters, more channels under weights of zero, or more taps of
    zero, before its own or behind. Sizes are what libraries choose an algorithm by: filters and channels are filled up
    to blocks of 8, 16 or 32, or to one more.

    Catches: a path for blocks that treats a stride, a padding or a group unlike the plain one; tails of blocks; kernels
    that are cut at the size a fast path was written for.
    """
    whole, front = nonempty(given), side == "before"
    output = impl.correlate(larger(whole, way, more, front=front))
    return Equation(part(output, whole, front=front), impl.correlate(whole))


@law(whose=_swappable)
def byte_order_is_immaterial_or_refused(impl: Subject, given: Problem, *, whose: str) -> Equation:
    """Arrays whose bytes lie in the other order are the same numbers: they give the same output, or are refused.

        correlate(x with its bytes swapped, w)  ==  correlate(x, w), or is an exception

    Files and network packets hold numbers with the most significant byte first, and so may an array that was read from
    them. The same goes for the weight, for all of the operands at once, and for every operation that is offered.

    The others come first: what is kept of that call is not good for this one.

    Catches: a buffer handed on without its dtype: 1.0 in float32, read backwards, is 4.6·10⁻⁴¹; a program that was
    compiled for numbers of the same type, as far as it was looked at.
    """

    def swapped(name: str, operands: Arrays, answer: Answer) -> Equation:
        expected = answer(*operands)
        # A target or a cotangent is swapped together with the others: a deviation's `when` sees neither.
        alone = 1 if whose == "weight" and name != "train" else 0
        mine = range(len(operands)) if whose == "all" else (alone,)
        others = (in_other_byte_order(array) if at in mine else array for at, array in enumerate(operands))
        outcome = attempted(answer, *others)
        return Equation((), ()) if isinstance(outcome, Rejection) else Equation(outcome, expected)

    return of_every_operation(impl, given, swapped)


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


@law()
def earlier_calls_leave_no_trace(impl: Subject, given: Problem) -> Equation:
    """What was computed before does not matter: each of a series of calls gives what it gives alone.

        [correlate(P), correlate(Q), correlate(R), correlate(P)]  ==  [each by the definition]

    Q has the shapes of P and other values, R has other shapes.

    Catches: weights or workspaces cached by shape; buffers that keep the values of a larger problem; accumulators
    not reset.
    """
    weight, series = fresh_operand(given, "weight"), [given]
    bias = None if given.bias is None else fresh_operand(given, "bias")
    series.append(replace(given, input=fresh_operand(given, "input"), weight=weight, bias=bias))
    shorter = replace(given.fitted(), weight=weight)
    series.append(replace(shorter, input=shorter.input[:1]))
    series.append(given)
    return Equation(
        tuple(impl.correlate(problem).copy() for problem in series),
        tuple(definition.correlate(problem) for problem in series),
    )


@law(values=False)
def outputs_do_not_alias(impl: Subject, given: Problem) -> Equation:
    """An output belongs to the caller: a later call does not change it, and it is no view of an input.

        correlate(P)  ==  the same array, after correlate(Q) was called

    So it is for every operation that is offered. Gradients are no views of each other, either.

    Catches: one output buffer for all calls; an input returned as it is where the kernel happens to be the identity; a
    cotangent returned as the gradient of the bias where there is nothing to add up.
    """
    unit = replace(given, weight=np.ones_like(given.weight[:, :, *[slice(1)] * given.rank])).explicit()

    def owned(name: str, operands: Arrays, answer: Answer) -> Equation:
        answers = answer(*operands)
        kept = tuple(array.copy() for array in answers)
        answer(*(array + np.ones_like(array) for array in operands))
        for index, array in enumerate(answers):
            others = *operands, *answers[:index]
            if any(np.shares_memory(array, other) for other in others):
                return Equation((np.array(f"{name} returns a view"),), (np.array(f"{name} returns its own"),))
        return Equation(answers, kept)

    one, other = (of_every_operation(impl.unrounded(), problem, owned) for problem in (given, unit))
    return Equation((*one.lefts, *other.lefts), (*one.rights, *other.rights))


@law(values=False)
def the_result_keeps_the_dtype(impl: Subject, given: Problem) -> Equation:
    """What goes in as float32 comes out as float32, from every operation that is offered.

        dtype(correlate(x, w))  ==  dtype(x)          where x and w have the same

    Catches: a silent detour through another type; 64-bit types narrowed by a default; integers that come back as
    floats; gradients in double precision.
    """

    def kept(name: str, operands: Arrays, answer: Answer) -> Equation:
        answers = answer(*operands)
        found = tuple(np.array(f"{name}: {array.dtype}") for array in answers)
        return Equation(found, (np.array(f"{name}: {given.input.dtype}"),) * len(answers))

    return of_every_operation(impl, given, kept)


@law(needs="direct", other=_other_dtypes)
def two_dtypes_lose_nothing_or_are_refused(impl: Subject, given: Problem, *, other: str) -> Equation:
    """An input and a weight of two dtypes are multiplied as the numbers that they are, or refused with an exception.

        correlate(x in int32, w in float64)  ==  correlate(both in float64), or a refusal

    So it is for any two dtypes that are claimed. The numbers are multiples of one half where the dtype has such, and
    complex where it has those. In which dtype they are answered is left open: libraries promote in more than one way.

    Catches: an operand that is cast to the dtype of the other, and loses its fraction or its imaginary part; a buffer
    of one dtype that is read as if it were of the other.
    """
    random = generator(given, "two dtypes")
    input = halves(random, given.input.shape, str(given.input.dtype))
    mixed = replace(given, input=input, weight=halves(random, given.weight.shape, other), bias=None)
    outcome, dtype = impl.attempt(mixed), promoted(str(given.input.dtype), other)
    alike = replace(mixed, input=mixed.input.astype(dtype), weight=mixed.weight.astype(dtype))
    return Equation(outcome, outcome if isinstance(outcome, Rejection) else definition.correlate(alike))


@law(values=False)
def a_call_changes_nothing_else(impl: Subject, given: Problem) -> Equation:
    """A call returns its answer, and leaves the process as it was.

        what correlate(x, w) changes of its surroundings  ==  nothing

    It prints nothing, and leaves alone NumPy's error state, the random states of NumPy and of `random`, the current
    directory, the environment and the filters of warnings; so do all operations that are offered. What a library does
    once, at its first call, is its own affair: the call that is watched is the second one.

    Catches: traces left in by mistake; a division whose warning was switched off, and not on again; a seed that is set
    in order to draw the same numbers at every call.
    """

    def watched(name: str, operands: Arrays, answer: Answer) -> Equation:
        changes: list[str] = []
        impl.around = lambda: observed([])
        answer(*operands)
        impl.around = lambda: observed(changes)
        answer(*operands)
        found = " and ".join(changes) or "changes nothing"
        return Equation((np.array(f"{name} {found}"),), (np.array(f"{name} changes nothing"),))

    return of_every_operation(impl, given, watched)


def _between_bits(random: np.random.Generator, array: Array) -> Array:
    """`array` between arbitrary bits, and with such in place of its numbers where these are floating-point numbers; a
    view, or an array that is read-only, as it is.
    """
    if not (array.flags.c_contiguous and array.flags.writeable):
        return array
    dtype = str(array.dtype)
    # Sums of arbitrary integers would leave their dtype, and integers have no other bits than their value.
    inside = array if array.dtype.kind in "iu" else bits(random, array.shape, dtype)
    return guarded(inside, bits(random, (BAND,), dtype))


def _bits(array: Array) -> Array:
    return np.frombuffer(array.tobytes(), np.uint8)
