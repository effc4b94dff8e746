"""Gradients: the derivatives of a correlation with respect to its arguments, by the chain rule.

A backward pass is given the cotangent: the derivative of a loss with respect to every output. A correlation is linear
in each of its arguments, so the gradient of an argument is the adjoint of that linear map, applied to the cotangent:
every element sums, over the outputs that it contributes to, the cotangent times the factor that the element was
multiplied by. Gradients are sums of products, so they are compared exactly, on integers.
"""

from dataclasses import replace

import numpy as np

from .. import definition
from ..contract.outcomes import Rejection
from ..contract.subject import Subject
from ..definition.dtypes import widened
from ..definition.problem import Array, Problem
from ..operands.fresh import fresh_cotangent, nonempty
from ..operands.numbers import times
from ._inner import inner
from .law import Equation, law


@law(operation="gradients", budget=20)
def gradients_agree_with_the_definition(impl: Subject, given: Problem) -> Equation:
    """Every gradient is the sum of products that the definition says.

        d_input[n, c, i]   ==  Σ_o Σ_{p, t: stride·p + dilation·t = i + before}  y[n, o, p] · w[o, c, t]
        d_weight[o, c, t]  ==  Σ_n Σ_p  y[n, o, p] · x̃[n, c, stride·p + dilation·t]
        d_bias[o]          ==  Σ_n Σ_p  y[n, o, p]

    The gradient of an element is a sum over all outputs that it contributes to: of the output's cotangent times the
    factor that the element was multiplied by.

    Catches: a backward pass that handles stride, dilation, padding or groups unlike the forward pass; tails of blocks.
    """
    cotangent = fresh_cotangent(given)
    return Equation(impl.gradients(given, cotangent), definition.gradients(given, cotangent))


@law(operation="gradients", budget=4)
def gradients_are_adjoint(impl: Subject, given: Problem) -> Equation:
    """The inner product of output and cotangent equals that of the input and its gradient, and that of the weight and
    its gradient.

        ⟨correlate(x, w), y⟩  ==  ⟨x, d_input⟩  ==  ⟨w, d_weight⟩          ⟨a, b⟩ = Σ a·b

    This is the definition of an adjoint, and the chain rule of a linear map. The law compares the implementation's own
    forward and backward passes by a single number, and needs no other program for the gradient.

    Catches: forward and backward passes that disagree about anything at all.
    """
    cotangent = fresh_cotangent(given)
    plain = replace(given, bias=None)
    d_input, d_weight = impl.gradients(plain, cotangent, ("input", "weight"))
    output = inner(impl.correlate(plain), cotangent)
    return Equation((output, output), (inner(given.input, d_input), inner(given.weight, d_weight)))


@law(operation="gradients")
def the_weight_gradient_is_a_correlation(impl: Subject, given: Problem) -> Equation:
    """The gradient of the weight is a correlation of the input with the cotangent, with stride and dilation exchanged.

        d_weight[o, c]  ==  correlate(x[:, c], y[:, o], stride=dilation, dilation=stride)          y: the cotangent

    The batch takes the place of the channels, so the sum is over the items. The cotangent takes the place of the
    kernel: its elements meet the input `stride` apart, and it moves by `dilation`. Its first positions give the
    gradient, as many as w has taps. Where the stride leaves a rest of the input behind the last window, there are more
    positions, which mean nothing.

    Catches: stride and dilation that are not exchanged in the backward pass; a position beyond taken for a tap; a sum
    over the channels in place of the items.
    """
    group = nonempty(given.extended().first_group())
    cotangent = fresh_cotangent(group)
    (d_weight,) = impl.gradients(group, cotangent, ("weight",))
    x, y = group.input.swapaxes(0, 1), cotangent.swapaxes(0, 1)
    output = impl.correlate(Problem(x, y, stride=group.dilation, dilation=group.stride, origin=given.origin))
    return Equation(d_weight.swapaxes(0, 1), output[:, :, *map(slice, group.kernel)])


@law(operation="gradients", values=False)
def gradients_have_their_arguments_shapes(impl: Subject, given: Problem) -> Equation:
    """A gradient has one element for every element of its argument.

        shapes(d_input, d_weight, d_bias)  ==  shapes(x, w, b)

    This holds even where the last elements of the input are in no window: the output's size does not tell their number.

    Catches: an input's size computed back from the output's; weights that grow by a tail; a bias of shape [1, O].
    """
    found = impl.gradients(given, fresh_cotangent(given))
    shapes = given.input.shape, given.weight.shape, given.weight.shape[:1]
    return Equation(tuple(np.array(gradient.shape) for gradient in found), tuple(map(np.array, shapes)))


@law(operation="gradients")
def the_bias_gradient_sums_the_cotangent(impl: Subject, given: Problem) -> Equation:
    """The gradient of a filter's bias is the sum of the cotangent over all outputs of the filter.

        d_bias[o]  ==  Σ_n Σ_p y[n, o, p]

    Catches: a mean for a sum; a sum over the filters; one item of the batch only.
    """
    cotangent = fresh_cotangent(given)
    (d_bias,) = impl.gradients(given, cotangent, ("bias",))
    return Equation(d_bias, widened(cotangent).sum(axis=(0, *range(2, cotangent.ndim))))


@law(operation="gradients", needs="stride")
def dropped_input_has_zero_gradient(impl: Subject, given: Problem) -> Equation:
    """Input elements that no window reaches have a gradient of zero, and do not affect the gradients of the others.

        d_input  ==  d_input of the input without its tail, followed by zeros in place of the tail

    A stride can leave up to stride − 1 elements over at the end of an axis.

    Catches: memory that was never written; a gradient that is cut short, or filled up from the wrong end.
    """
    whole, fitted = given.extended(), given.fitted()
    (of_whole,) = impl.gradients(whole, fresh_cotangent(whole), ("input",))
    (of_fitted,) = impl.gradients(fitted, fresh_cotangent(whole), ("input",))
    tails = [(0, n - reached) for n, reached in zip(whole.size, fitted.size, strict=True)]
    return Equation(of_whole, np.pad(of_fitted, [(0, 0), (0, 0), *tails]))


@law(operation="gradients", needs="padding")
def padding_crops_the_input_gradient(impl: Subject, given: Problem) -> Equation:
    """The input gradient of a padded problem is the gradient of the input padded by hand, cropped by the padding.

        d_input(x, w, y, padding=p)  ==  d_input(pad(x, p), w, y)[before : before + n]          along each axis

    The zeros are constants, so their gradient is dropped. The gradient of the n elements of the input is the same
    whether the zeros come from the padding or are elements of the input.

    Catches: the padding before and the one after exchanged; a crop of both at one end; gradients of the padding added
    to those of the border.
    """
    zeros = replace(given, boundary="zero")
    cotangent = fresh_cotangent(zeros)
    (of_padded,) = impl.gradients(zeros, cotangent, ("input",))
    (of_whole,) = impl.gradients(zeros.extended(), cotangent, ("input",))
    inside = (slice(before, before + n) for (before, _), n in zip(given.pairs, given.size, strict=True))
    return Equation(of_padded, of_whole[:, :, *inside])


@law(operation="gradients")
def gradients_are_linear_in_the_cotangent(impl: Subject, given: Problem) -> Equation:
    """A weighted sum of two cotangents gives the same weighted sum of their gradients.

        gradients(2·y − 3·y′)  ==  2·gradients(y) − 3·gradients(y′)

    Catches: gradients that are clipped, scaled by a loss, or rounded to a coarser type on the way.
    """
    one, other = fresh_cotangent(given, "one"), fresh_cotangent(given, "other")
    combined = impl.gradients(given, times(2, one) - times(3, other))
    parts = zip(impl.gradients(given, one), impl.gradients(given, other), strict=True)
    return Equation(combined, tuple(2 * widened(first) - 3 * widened(second) for first, second in parts))


@law(operation="gradients", needs="batched")
def gradients_add_over_the_batch(impl: Subject, given: Problem) -> Equation:
    """The gradients of weight and bias are sums over the items of a batch.

        (d_weight, d_bias)  ==  Σ_n (d_weight, d_bias) of item n alone

    Catches: a mean over the batch; items beyond some size left out; the last item's gradient kept instead of the sum.
    """
    batch = nonempty(given)
    cotangent = fresh_cotangent(batch)
    alone = [impl.gradients(item, y, ("weight", "bias")) for item, y in _items(batch, cotangent)]
    d_weights, d_biases = zip(*alone, strict=True)
    return Equation(impl.gradients(batch, cotangent, ("weight", "bias")), (sum(d_weights), sum(d_biases)))


@law(operation="gradients", needs="batched")
def input_gradients_of_items_are_independent(impl: Subject, given: Problem) -> Equation:
    """The input gradient of an item does not depend on the other items of its batch.

        d_input[n]  ==  d_input of item n alone

    Catches: an item that is given the cotangent of another; a batch that is divided by its size on the way back.
    """
    batch = nonempty(given)
    cotangent = fresh_cotangent(batch)
    alone = [impl.gradients(item, y, ("input",))[0] for item, y in _items(batch, cotangent)]
    return Equation(impl.gradients(batch, cotangent, ("input",)), (np.concatenate(alone),))


@law(operation="gradients", needs="groups", budget=4)
def gradients_of_groups_are_blocks(impl: Subject, given: Problem) -> Equation:
    """A group's gradients are those of a correlation that consists of this group alone.

        (d_input, d_weight, d_bias) of group g  ==  gradients(x of g, w of g, y of g, groups=1)

    Catches: groups that are counted by another number than in the forward pass; depthwise shortcuts; one group's
    cotangent used for all.
    """
    cotangent = fresh_cotangent(given)
    alone = []
    for mine, seen in given.blocks:
        block = replace(given, input=given.input[:, seen], weight=given.weight[mine], groups=1, bias=None)
        alone.append(impl.gradients(block, cotangent[:, mine]))
    d_inputs, d_weights, d_biases = zip(*alone, strict=True)
    blocks = np.concatenate(d_inputs, axis=1), np.concatenate(d_weights), np.concatenate(d_biases)
    return Equation(impl.gradients(given, cotangent), blocks)


@law(operation="gradients", needs="batched")
def an_empty_batch_has_zero_weight_gradient(impl: Subject, given: Problem) -> Equation:
    """For an empty batch the gradients of weight and bias are zero: there is nothing to add up.

        gradients(x[:0], w, y[:0])  ==  an empty d_input, zeros, zeros

    Catches: memory that was never written; a division by the size of the batch.
    """
    empty = replace(given, input=given.input[:0])
    zeros = np.zeros(given.input[:0].shape), np.zeros(given.weight.shape), np.zeros(len(given.weight))
    return Equation(impl.gradients(empty, fresh_cotangent(empty)), zeros)


@law(operation="gradients", draws="windowless")
def no_window_has_zero_gradients(impl: Subject, given: Problem) -> Equation:
    """Where no window fits there is no output, so all gradients are zero; or the call is refused.

        gradients(x, w, an empty y)  ==  zeros in the shapes of x, w and b, or a refusal

    Libraries that refuse the correlation refuse its gradients too; both outcomes are allowed.

    Catches: memory that was never written; a size that comes out negative and is taken for a large one.
    """
    cotangent = fresh_cotangent(given)
    outcome = impl.attempt_gradients(given, cotangent)
    if isinstance(outcome, Rejection):
        return Equation(outcome, outcome)
    shapes = given.input.shape, given.weight.shape, given.weight.shape[:1]
    return Equation(impl.gradients(given, cotangent), tuple(map(np.zeros, shapes)))


def _items(given: Problem, cotangent: Array) -> list[tuple[Problem, Array]]:
    """Every item of `given` as a problem of its own, with its part of the cotangent."""
    ones = [slice(n, n + 1) for n in range(len(given.input))]
    return [(replace(given, input=given.input[one]), cotangent[one]) for one in ones]
