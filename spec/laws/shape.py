"""How many windows there are, and where they begin and end."""

from dataclasses import replace

import numpy as np

from .. import definition
from ..contract.outcomes import Rejection
from ..contract.subject import Subject
from ..definition.geometry import resolve
from ..definition.problem import Problem
from ._options import axes
from .law import Equation, law


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
    """A padding given by name is the same as padding by hand with the zeros that the rule of that name counts.

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
    """A padding given by name makes the output size that it is named after: same, full or valid.

        size(correlate(x, w, padding=name))  ==  ⌈size / stride⌉          for same_upper and same_lower
                                                 (size + extent − 2) // stride + 1   for full
                                                 (size − extent) // stride + 1       for valid

    The law does not use the rule that places the zeros, so that an error in this rule shows.

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

    The last batch of a filtered data set is empty now and then, and the shapes of the layers behind must still fit.

    Catches: a division by the batch size; a reshape with −1 that cannot be inferred; a refusal for no reason.
    """
    one = replace(given, input=np.resize(given.input, (1, *given.input.shape[1:])))
    return Equation(impl.correlate(replace(given, input=one.input[:0])), impl.correlate(one)[:0])


@law(needs="batched")
def no_channels_leave_the_bias(impl: Subject, given: Problem) -> Equation:
    """Without channels there is nothing to add up, so every output is the bias; or the problem is refused.

        correlate(x[:, :0], w[:, :0], b)[:, o]  ==  b[o] for every window, or a refusal

    Many libraries refuse it, and this is allowed.

    Catches: memory that was never written; an output with as many filters as the input has channels; a bias that is
    forgotten where there is nothing to add it to.
    """
    return _summed_or_refused(impl, replace(given, input=given.input[:, :0], weight=given.weight[:, :0]))


@law(needs="batched")
def no_filters_give_no_output(impl: Subject, given: Problem) -> Equation:
    """Without filters the output has no feature maps, and its other axes are as usual; or the problem is refused.

        correlate(x, w[:0], b[:0])  ==  an array of shape [N, 0, *out], or a refusal

    Catches: an output in the shape of the input; a division by the number of filters.
    """
    bias = None if given.bias is None else given.bias[:0]
    return _summed_or_refused(impl, replace(given, weight=given.weight[:0], bias=bias))


@law(needs="batched", axis=axes)
def an_axis_of_padding_alone_is_an_axis(impl: Subject, given: Problem, *, axis: int) -> Equation:
    """An axis without elements is padded like any other, and its windows hold only zeros; or the problem is refused.

        correlate(x[..., :0], w, b)[:, o]  ==  b[o] for every window of the padding, or a refusal

    Catches: an output that is empty because the axis is, however long the padding; memory that was never written.
    """
    padding = tuple((length, length) for length in given.extents)
    return _summed_or_refused(
        impl, replace(given, input=given.input.take(range(0), 2 + axis), padding=padding, boundary="zero")
    )


@law(draws="windowless")
def no_window_is_never_invented(impl: Subject, given: Problem) -> Equation:
    """Where the kernel spans more than the padded input there is no window, and so no value.

        correlate(x, w)  ==  an array of the formula's shape, which has an empty axis, or a refusal

    Libraries differ in which of the two they choose, and both are allowed. A value is not: it would have to come from
    somewhere outside the problem.

    Catches: input and kernel exchanged when the kernel is the longer one; a negative size taken as a large one; a
    window that wraps around; padding that was not asked for.
    """
    outcome = impl.attempt(given)
    return Equation(outcome, outcome if isinstance(outcome, Rejection) else np.empty(given.output_shape))


def _summed_or_refused(impl: Subject, given: Problem) -> Equation:
    outcome = impl.attempt(given)
    return Equation(outcome, outcome if isinstance(outcome, Rejection) else definition.correlate(given))
