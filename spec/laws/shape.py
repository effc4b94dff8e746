"""How many windows there are, and where they begin and end."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .. import definition
from ..contract.outcomes import Rejection
from ..contract.subject import Subject
from ..definition.geometry import resolve
from ..definition.problem import Problem
from ._options import axes
from .law import Equation, law


def _axes_to_empty(given: Problem, kind: str) -> Sequence[int]:
    return axes(given) if kind == "axis" else (0,)


@law(values=False)
def output_shape_follows_the_formula(impl: Subject, given: Problem) -> Equation:
    """The output has one element for every window that fits, per item and per filter.

        shape(correlate(x, w))  ==  (N, O, *⌊(size + before + after − dilation·(kernel − 1) − 1) / stride⌋ + 1)

    A window spans dilation·(kernel − 1) + 1 elements and begins at a multiple of the stride; the last one that fits
    is the last one there is. With stride 1 and no padding this is the textbook's size − kernel + 1.

    Catches: rounding up; a dilation left out of the extent; parameters of one axis used for another; pads counted once.
    """
    return Equation(np.array(impl.correlate(given).shape), np.array(given.output_shape))


@law(needs="stride")
def unfilled_windows_are_dropped(impl: Subject, given: Problem) -> Equation:
    """Input that no whole window reaches has no effect on the output.

        correlate(x, w)  ==  correlate(x with its tail replaced, w)

    Where the windows do not tile the input exactly, up to stride − 1 elements are left over at the end of an axis. They
    are dropped: never moved to the front, never filled up with padding to make one more window.

    Catches: output sizes rounded up; a remainder divided between both sides; a read beyond the last window.
    """
    whole = given.extended()
    reached = given.fitted().size
    inside = np.zeros(whole.size, bool)
    inside[tuple(map(slice, reached))] = True
    spoiled = np.where(inside, whole.input, -whole.input - 1).astype(whole.input.dtype)
    return Equation(impl.correlate(whole), impl.correlate(replace(whole, input=spoiled)))


@law(needs="named", budget=4)
def named_paddings_resolve(impl: Subject, given: Problem) -> Equation:
    """A padding given by name is the zeros that the rule of that name counts, put there by hand.

        correlate(x, w, padding=name)  ==  correlate(x extended by geometry's pairs for that name, w)

    `valid` adds nothing and `full` extent − 1 on both sides. `same_upper` and `same_lower` make ⌈size / stride⌉
    windows and differ in where an odd zero goes: after the input or before it. The rule looks at the stride and at
    the dilated extent of each axis, and never at the kernel alone.

    Catches: the odd zero on the wrong side; kernel // 2 on both sides; a stride, a dilation or an axis left out of
    the rule.
    """
    assert isinstance(given.padding, str)
    pairs = resolve(given.padding, given.size, given.kernel, given.strides, given.dilations)
    by_hand = replace(given, padding=pairs).extended()
    return Equation(impl.correlate(given), impl.correlate(by_hand))


@law(needs="named", values=False)
def named_paddings_have_their_size(impl: Subject, given: Problem) -> Equation:
    """What a padding is named after is what comes out: the same size, the full size, the valid size.

        size(correlate(x, w, padding=name))  ==  ⌈size / stride⌉          for same_upper and same_lower
                                                 (size + extent − 2) // stride + 1   for full
                                                 (size − extent) // stride + 1       for valid

    Stated without the rule that places the zeros, so that an error in it shows.

    Catches: a total that is off by one for even kernels; a stride that is rounded down; shape inference without
    dilation.
    """
    expected = []
    for size, extent, stride in zip(given.size, given.extents, given.strides, strict=True):
        if given.padding == "valid":
            expected.append((size - extent) // stride + 1)
        elif given.padding == "full":
            expected.append((size + extent - 2) // stride + 1)
        else:
            expected.append(-(-size // stride))
    return Equation(np.array(impl.correlate(given).shape[2:]), np.array(expected))


@law(needs="batched", values=False)
def an_empty_batch_gives_an_empty_output(impl: Subject, given: Problem) -> Equation:
    """No items in, no items out: the output of an empty batch is empty and has its ordinary shape.

        correlate(x[:0], w)  ==  correlate(x, w)[:0]

    The last batch of a filtered data set is empty now and then, and shapes must go on fitting behind it.

    Catches: a division by the batch size; a reshape with −1 that cannot be inferred; a refusal for no reason.
    """
    one = replace(given, input=np.resize(given.input, (1, *given.input.shape[1:])))
    return Equation(impl.correlate(replace(given, input=one.input[:0])), impl.correlate(one)[:0])


@law(needs="batched", apart="kind", kind=("channels", "filters", "axis"), axis=_axes_to_empty)
def what_has_no_elements_adds_nothing(impl: Subject, given: Problem, *, kind: str, axis: int) -> Equation:
    """No channels leave the bias, no filters no output, and an axis of padding alone is an axis; or it is refused.

        correlate(x[:, :0], w[:, :0], b)  ==  b for every window                  or a refusal
        correlate(x, w[:0])               ==  an array of shape [N, 0, *out]      or a refusal
        correlate(x[..., :0], w, b)       ==  b for every window of the padding   or a refusal

    Many libraries refuse one or the other, and that is honest.

    Catches: memory that was never written; an output in the shape of the input; a bias that is forgotten where there is
    nothing to add it to.
    """
    whole = replace(given, padding=tuple((length, length) for length in given.extents), boundary="zero")
    empty = {
        "channels": replace(given, input=given.input[:, :0], weight=given.weight[:, :0]),
        "filters": replace(given, weight=given.weight[:0], bias=None if given.bias is None else given.bias[:0]),
        "axis": replace(whole, input=given.input.take(range(0), 2 + axis)),
    }[kind]
    outcome = impl.attempt(empty)
    return Equation(outcome, outcome if isinstance(outcome, Rejection) else definition.correlate(empty))


@law(draws="windowless")
def no_window_is_never_invented(impl: Subject, given: Problem) -> Equation:
    """Where the kernel spans more than the padded input there is no window, and so no value.

        correlate(x, w)  ==  an array of the formula's shape, which has an empty axis, or a refusal

    Libraries differ in which of the two they choose, and both are honest. A value is not: it would have to come from
    somewhere outside the problem.

    Catches: input and kernel exchanged when the kernel is the longer one; a negative size taken as a large one; a
    window that wraps around; padding that was not asked for.
    """
    outcome = impl.attempt(given)
    return Equation(outcome, outcome if isinstance(outcome, Rejection) else np.empty(given.output_shape))
