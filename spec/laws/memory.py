"""Memory: operands may lie in memory in any way and are not written to; answers have memory of their own."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..contract.outcomes import Rejection
from ..contract.subject import Subject
from ..definition.problem import Array, Problem
from ..operands.fresh import generator
from ..operands.layout import SUBCLASSES, contiguous, guarded, in_other_byte_order, memory
from ..operands.numbers import bits
from ._operations import Answer, Arrays, attempted, of_every_operation, right_answers
from ._poison import strange, used_before
from .law import Equation, law

BAND = 64
"""Elements of a guard: as many as a library may take for the rest of a vector or of a cache line."""

WHOSE = ("input", "weight", "all")
"""The operands whose bytes are swapped: one of them, or all."""


def _swappable(given: Problem) -> Sequence[str]:
    """The operands whose bytes can be swapped: none for a dtype such as bfloat16, of which NumPy has one order only."""
    return () if given.input.dtype.newbyteorder().kind == "V" else WHOSE


@law(values=False)
def inputs_are_left_alone(impl: Subject, given: Problem) -> Equation:
    """No operation writes to its operands, or to the memory around them.

        memory of (x, w, b) after correlate(x, w, b)  ==  memory of (x, w, b) before          bit by bit

    The same holds for every operation that is offered, such as the gradients and their operands (x, w, y). The arrays
    are parts of larger ones, and the bits of floating-point numbers are arbitrary: a NaN keeps its payload, and a zero
    its sign.

    Catches: padding, scaling or reversing in place; results written over an input that seems to be no longer needed; a
    vector register that is stored beyond the end.
    """
    random = generator(given, "bits")

    def left_alone(name: str, operands: Arrays, answer: Answer) -> Equation:
        spoiled = tuple(_between_bits(random, array) for array in operands)
        before = tuple(map(memory, spoiled))
        answer(*spoiled)
        return Equation(tuple(map(memory, spoiled)), before)

    return of_every_operation(impl.unrounded(), given, left_alone)


@law(budget=3 / 2)
def only_the_operands_are_read(impl: Subject, given: Problem) -> Equation:
    """No operation depends on the memory before and behind its operands.

        correlate(x, w, b between NaNs)  ==  correlate(x, w, b)

    Integers lie between large numbers in place of NaNs. The law holds for every operation that is offered.

    Catches: a vector that is loaded beyond the end of a row and added in; rows of three taps that are read as four, the
    fourth multiplied by zero: zero times NaN is NaN.
    """

    def surrounded(array: Array) -> Array:
        return guarded(array, np.full(BAND, strange(array.dtype), array.dtype))

    def unread(name: str, operands: Arrays, answer: Answer) -> Equation:
        return Equation(answer(*map(surrounded, operands)), answer(*operands))

    return of_every_operation(impl, given, unread)


@law(needs="layout", budget=16)
def memory_layout_is_immaterial(impl: Subject, given: Problem) -> Equation:
    """Equal arrays give equal outputs, however they lie in memory.

        correlate(x laid out otherwise, w and b laid out otherwise)  ==  correlate(contiguous x, contiguous w and b)

    The layouts are slices of larger arrays, negative and zero steps, transposed and channels-last views, read-only and
    misaligned buffers. Every law sees some of them; this law sees nothing else. One problem in three has a single
    channel, and the stride of that axis can be any number.

    Catches: strides that are ignored; a view read as if it were dense; a layout guessed from the sizes, or from the
    strides where they say nothing.
    """
    bias = None if given.bias is None else contiguous(given.bias)
    plain = replace(given, input=contiguous(given.input), weight=contiguous(given.weight), bias=bias)
    return Equation(impl.correlate(given), impl.correlate(plain))


@law(operation="convolve", needs="layout", budget=4)
def memory_layout_is_immaterial_to_a_convolution(impl: Subject, given: Problem) -> Equation:
    """A convolution of equal arrays gives equal outputs, however they lie in memory.

        convolve(x laid out otherwise, w and b laid out otherwise)  ==  convolve(contiguous x, contiguous w and b)

    A kernel that is reversed by a view has negative steps, and then lies otherwise than anybody has handed it over.

    Catches: a reversed view of a view that was no dense one; strides that are reversed together with the kernel.
    """
    bias = None if given.bias is None else contiguous(given.bias)
    plain = replace(given, input=contiguous(given.input), weight=contiguous(given.weight), bias=bias)
    return Equation(impl.convolve(given), impl.convolve(plain))


@law(budget=1 / 2, kind=tuple(SUBCLASSES))
def a_subclass_of_arrays_is_an_array_or_refused(impl: Subject, given: Problem, *, kind: str) -> Equation:
    """An operand that is more than an array gives what the array does that it is, or is refused.

        correlate(x as a subclass of numpy.ndarray, w as one, too)  ==  correlate(x, w), or is an exception

    Arrays that are read from a file, carry a unit or a mask are of classes of their own. Here the class adds nothing,
    and the mask masks nothing. So it is for every operation that is offered.

    Catches: a path for whatever is not exactly numpy.ndarray, which goes another way; an operator that the class has
    its own meaning for; memory that is read past the class.
    """

    def alike(name: str, operands: Arrays, answer: Answer) -> Equation:
        outcome = attempted(answer, *map(SUBCLASSES[kind], operands))
        return Equation((), ()) if isinstance(outcome, Rejection) else Equation(outcome, answer(*operands))

    return of_every_operation(impl, given, alike)


@law(whose=_swappable)
def byte_order_is_immaterial_or_refused(impl: Subject, given: Problem, *, whose: str) -> Equation:
    """Arrays with swapped bytes hold the same numbers: they give the same output, or are refused.

        correlate(x with its bytes swapped, w)  ==  correlate(x, w), or is an exception

    Files and network packets hold numbers with the most significant byte first, and so may an array that was read from
    them. The same holds for the weight, for all of the operands at once, and for every operation that is offered.

    The call without swapped bytes comes first: what a library caches for it is wrong for the call with swapped bytes.

    Catches: a buffer handed on without its dtype: 1.0 in float32, read backwards, is 4.6·10⁻⁴¹; a compiled program that
    is used again because the byte order is not compared.
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
def every_element_of_an_output_is_written(impl: Subject, given: Problem) -> Equation:
    """An output is computed in all its elements, whatever was in its memory before.

        correlate(x, w) in memory that was full of NaNs  ==  correlate(x, w) by the definition

    Just before the call, arrays as large as the output, the operands and the padded input are filled with NaNs, or with
    large integers, and given up, so that memory which is asked for is likely to be theirs. So it is for every operation
    that is offered.

    Catches: an output that is not set to zero where no tap, or no stamp, reaches; a last block of filters that is left
    out; a workspace that is added to before anything is in it.
    """
    right = right_answers(impl, given)

    def written(name: str, operands: Arrays, answer: Answer) -> Equation:
        expected = right[name](*operands)
        impl.around = lambda: used_before(_sizes(given, *operands, *expected), given.input.dtype)
        return Equation(answer(*operands), expected)

    return of_every_operation(impl, given, written)


@law(budget=3 / 2, values=False, also=("identity", "zero_weight", "zero_input"))
def outputs_do_not_alias(impl: Subject, given: Problem, *, also: str) -> Equation:
    """An output belongs to the caller: a later call does not change it, and it is no view of an input.

        correlate(P)  ==  the same array, after correlate(Q) was called

    This holds for every operation that is offered. Gradients are no views of each other, either. It is asked once more
    where there is little to compute: under a kernel of a single one, or where one of the operands is zero.

    Catches: one output buffer for all calls; an input returned as it is where the kernel happens to be the identity; a
    bias, made as large as the output, where nothing is added to it; a cotangent returned as the gradient of the bias.
    """
    x, w = given.input, given.weight
    easy = {
        "identity": replace(given.explicit(), weight=np.ones_like(w[:, :, *[slice(1)] * given.rank])),
        "zero_weight": replace(given, weight=np.zeros_like(w)),
        "zero_input": replace(given, input=np.zeros_like(x)),
    }

    def owned(name: str, operands: Arrays, answer: Answer) -> Equation:
        answers = answer(*operands)
        kept = tuple(array.copy() for array in answers)
        answer(*(array + np.ones_like(array) for array in operands))
        for index, array in enumerate(answers):
            others = *operands, *answers[:index]
            if any(np.shares_memory(array, other) for other in others):
                return Equation((np.array(f"{name} returns a view"),), (np.array(f"{name} returns its own"),))
        return Equation(answers, kept)

    one, other = (of_every_operation(impl.unrounded(), problem, owned) for problem in (given, easy[also]))
    return Equation((*one.lefts, *other.lefts), (*one.rights, *other.rights))


def _sizes(given: Problem, *arrays: Array) -> set[int]:
    """How many elements each of `arrays` has, and the padded input."""
    padded = (n + sum(pair) for n, pair in zip(given.size, given.pairs, strict=True))
    return {math.prod(given.input.shape[:2]) * math.prod(padded), *(array.size for array in arrays)}


def _between_bits(random: np.random.Generator, array: Array) -> Array:
    """`array` between arbitrary bits, which also replace its numbers if these are floating-point numbers. An array
    that is read-only, or not in C order, is returned as it is.
    """
    if not (array.flags.c_contiguous and array.flags.writeable):
        return array
    dtype = str(array.dtype)
    # Sums of arbitrary integers would leave their dtype, and integers have no other bits than their value.
    inside = array if array.dtype.kind in "iu" else bits(random, array.shape, dtype)
    return guarded(inside, bits(random, (BAND,), dtype))
