"""Mutants for the chapter on the backward pass: gradients beside others, odd cotangents, and old gradients."""

from collections import deque
from dataclasses import replace

import numpy as np

from spec import Problem

from ._gradients import cut_at_the_wrong_end, without_dilation
from ._memory import as_if_dense, as_if_filled
from ._mutant import Array, Gradients, asked, correct_gradients, mutant


@mutant("gradients_alone_equal_gradients_together", of="gradients")
def reads_the_mask_from_the_other_end(problem: Problem, cotangent: Array) -> tuple[Array | None, ...]:
    """What is asked for is read as bias, weight, input, and the input's gradient is missing where it alone is asked."""
    wanted = [name in asked() for name in ("bias", "weight", "input")]
    found = correct_gradients(problem, cotangent)
    return tuple(gradient if wants else None for wants, gradient in zip(wanted, found, strict=True))


@mutant("gradients_alone_equal_gradients_together", of="gradients")
def gathers_a_lone_weight_gradient_without_dilation(problem: Problem, cotangent: Array) -> Gradients:
    """Where the weight's gradient alone is asked for, it is computed by a routine that knows no dilation."""
    lone = asked() == ("weight",)
    return without_dilation(problem, cotangent) if lone else correct_gradients(problem, cotangent)


@mutant("gradients_alone_equal_gradients_together", of="gradients")
def cuts_a_lone_input_gradient_at_the_wrong_end(problem: Problem, cotangent: Array) -> Gradients:
    """Where the input's gradient alone is asked for, the padding in front and that behind are exchanged."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return cut_at_the_wrong_end(problem, cotangent) if asked() == ("input",) else d_input, d_weight, d_bias


@mutant("gradients_alone_equal_gradients_together", of="gradients")
def sums_the_bias_gradient_with_that_of_the_weight(problem: Problem, cotangent: Array) -> Gradients:
    """The bias's gradient is a by-product of the weight's, and zero where that was not asked for."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, d_weight, d_bias if "weight" in asked() else np.zeros_like(d_bias)


@mutant("gradients_alone_equal_gradients_together", of="gradients")
def fills_places_in_the_order_of_the_request(problem: Problem, cotangent: Array) -> tuple[Array | None, ...]:
    """Gradients are computed in the order of `wrt`, and fill the places of those that are asked for from the first."""
    by_name = dict(zip(("input", "weight", "bias"), correct_gradients(problem, cotangent), strict=True))
    found = iter([by_name[name] for name in asked()])
    return tuple(next(found) if name in asked() else None for name in by_name)


@mutant("the_cotangents_layout_is_immaterial", of="gradients")
def ignores_the_strides_of_the_cotangent(problem: Problem, cotangent: Array) -> Gradients:
    """The input's gradient is computed from the memory of a cotangent as if that were dense."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    return correct_gradients(problem, as_if_dense(cotangent))[0], d_weight, d_bias


@mutant("the_cotangents_layout_is_immaterial", of="gradients")
def reads_a_broadcast_cotangent_as_if_it_were_dense(problem: Problem, cotangent: Array) -> Gradients:
    """A cotangent with a stride of zero, as the gradient of a sum has, is read as if it had none."""
    return correct_gradients(problem, as_if_filled(cotangent))


@mutant("the_cotangents_layout_is_immaterial", of="gradients")
def takes_a_channels_last_cotangent_for_rows_last(problem: Problem, cotangent: Array) -> Gradients:
    """A cotangent whose filters lie next to each other is read as if its columns did."""
    if cotangent.shape[1] > 1 and cotangent.strides[1] == cotangent.itemsize:
        cotangent = np.moveaxis(cotangent, 1, -1).reshape(cotangent.shape)
    return correct_gradients(problem, cotangent)


@mutant("the_cotangents_layout_is_immaterial", of="gradients")
def scales_the_cotangent_where_it_lies(problem: Problem, cotangent: Array) -> Gradients:
    """The cotangent is scaled in place, and scaled back in the end, which one that is read-only does not allow."""
    cotangent *= 2
    found = correct_gradients(problem, cotangent)
    cotangent /= 2
    return found[0] / 2, found[1] / 2, found[2] / 2


_grown: dict[str, Array] = {}


@mutant("earlier_gradients_leave_no_trace", of="gradients")
def piles_up_the_gradient_of_a_weight(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of a weight is added to the one that it has from the call before."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if _grown.get("weight") is problem.weight:
        d_weight = d_weight + _grown["gradient"]
    _grown.update(weight=problem.weight, gradient=d_weight)
    return d_input, d_weight, d_bias


@mutant("earlier_gradients_leave_no_trace", of="gradients")
def works_in_the_memory_of_the_cotangent(problem: Problem, cotangent: Array) -> Gradients:
    """The cotangent is not needed any more, it is thought, and what was worked out in its memory is left there."""
    found = correct_gradients(problem, cotangent)
    if cotangent.flags.writeable:
        cotangent[...] = 0
    return found


@mutant("earlier_gradients_leave_no_trace", of="gradients")
def leaves_the_kernel_turned_round(problem: Problem, cotangent: Array) -> Gradients:
    """The kernel is reversed for the way back where it lies, and left so."""
    found = correct_gradients(problem, cotangent)
    if problem.weight.flags.writeable:
        problem.weight[...] = problem.weight[..., ::-1].copy()
    return found


_workspaces: deque[Array] = deque(maxlen=4)


@mutant("earlier_gradients_leave_no_trace", of="gradients")
def finds_an_old_gradient_in_its_workspace(problem: Problem, cotangent: Array) -> Gradients:
    """A workspace that belongs to the same cotangent is found again after another call, with the old sum in it."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    known = [cotangent is other for other in _workspaces]
    _workspaces.append(cotangent)
    return (2 * d_input if any(known) and not known[-1] else d_input), d_weight, d_bias


_packed: dict[str, Array] = {}


@mutant("earlier_gradients_leave_no_trace", of="gradients")
def packs_a_weight_once_for_the_way_back(problem: Problem, cotangent: Array) -> Gradients:
    """The reversed weight is kept, and taken for every later weight of the same shape and dtype."""
    weight = _packed.get("weight")
    if weight is None or (weight.shape, weight.dtype) != (problem.weight.shape, problem.weight.dtype):
        weight = _packed["weight"] = problem.weight.copy()
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    return correct_gradients(replace(problem, weight=weight), cotangent)[0], d_weight, d_bias


def _resized(problem: Problem, cotangent: Array) -> Array:
    """The cotangent in the shape of the output: cut where it is longer, and with zeros where it is shorter."""
    whole = np.zeros(problem.output_shape, problem.input.dtype)
    common = tuple(slice(min(lengths)) for lengths in zip(cotangent.shape, whole.shape, strict=True))
    whole[common] = cotangent[common]
    return whole


def _refuse(problem: Problem, cotangent: Array) -> None:
    raise ValueError(f"a cotangent of shape {cotangent.shape} does not fit an output of {problem.output_shape}")


@mutant("a_cotangent_of_another_shape_is_refused", of="gradients", sees_nonsense=True)
def cuts_a_cotangent_to_the_windows(problem: Problem, cotangent: Array) -> Gradients:
    """The loops run over the windows of the input, and what else the cotangent holds is not looked at."""
    if any(has < out for has, out in zip(cotangent.shape, problem.output_shape, strict=True)):
        _refuse(problem, cotangent)
    return correct_gradients(problem, _resized(problem, cotangent))


@mutant("a_cotangent_of_another_shape_is_refused", of="gradients", sees_nonsense=True)
def takes_the_windows_from_the_cotangent(problem: Problem, cotangent: Array) -> Gradients:
    """There are as many windows as the cotangent has, be they fewer than in the input, or beyond its end over zeros."""
    if cotangent.shape[:2] != problem.output_shape[:2]:
        _refuse(problem, cotangent)
    axes = zip(cotangent.shape[2:], problem.output_size, problem.strides, problem.pairs, strict=True)
    pairs = tuple((before, after + max(0, has - out) * stride) for has, out, stride, (before, after) in axes)
    longer = replace(problem, padding=pairs)
    return correct_gradients(longer, _resized(longer, cotangent))


@mutant("a_cotangent_of_another_shape_is_refused", of="gradients", sees_nonsense=True)
def looks_for_a_cotangent_that_is_too_long(problem: Problem, cotangent: Array) -> Gradients:
    """That a cotangent is not longer than the output is checked, and not that it is shorter."""
    if any(has > out for has, out in zip(cotangent.shape, problem.output_shape, strict=True)):
        _refuse(problem, cotangent)
    return correct_gradients(problem, _resized(problem, cotangent))


@mutant("a_cotangent_of_another_shape_is_refused", of="gradients", sees_nonsense=True)
def broadcasts_the_cotangent(problem: Problem, cotangent: Array) -> Gradients:
    """A cotangent with one element along an axis stands for one with as many as there should be."""
    return correct_gradients(problem, np.broadcast_to(cotangent, problem.output_shape))


@mutant("a_cotangent_of_another_shape_is_refused", of="gradients", sees_nonsense=True)
def counts_the_elements_of_the_cotangent(problem: Problem, cotangent: Array) -> Gradients:
    """A cotangent is refused where it has too few elements, and read from the beginning where it has more."""
    windows = int(np.prod(problem.output_shape))
    if cotangent.size < windows:
        _refuse(problem, cotangent)
    return correct_gradients(problem, cotangent.ravel()[:windows].reshape(problem.output_shape))


@mutant("a_cotangent_of_another_shape_is_refused", of="gradients", sees_nonsense=True)
def reads_the_cotangent_in_a_row(problem: Problem, cotangent: Array) -> Gradients:
    """A cotangent of as many elements as the output has is taken, whatever its shape is."""
    if cotangent.size != int(np.prod(problem.output_shape)):
        _refuse(problem, cotangent)
    return correct_gradients(problem, cotangent.reshape(problem.output_shape))
