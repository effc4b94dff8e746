"""Mutants for the chapter on history: what is kept from one call, and found again by another or at the same time."""

import random
import signal
import time
from collections import deque
from dataclasses import replace
from typing import Any

import numpy as np

from spec import Problem, TransposedProblem, definition

from ._mutant import Array, Gradients, correct, correct_gradients, correct_transposed, mutant

_workspaces: deque[tuple[Array, Array]] = deque(maxlen=4)


@mutant("earlier_calls_leave_no_trace")
def finds_an_old_workspace_again(problem: Problem) -> Array:
    """A workspace that belongs to the same arrays is found again after other calls, with the old sum still in it."""
    known = [problem.input is one and problem.weight is other for one, other in _workspaces]
    output = correct(problem)
    stale = any(known) and not known[-1]
    _workspaces.append((problem.input, problem.weight))
    return 2 * output if stale else output


_packed: dict[str, Array] = {}


@mutant("earlier_calls_leave_no_trace", "linear_in_the_weight")
def packs_a_weight_once_for_every_shape(problem: Problem) -> Array:
    """The packed weight is kept, and taken for every later weight of the same shape and dtype."""
    weight = _packed.get("weight")
    if weight is None or (weight.shape, weight.dtype) != (problem.weight.shape, problem.weight.dtype):
        weight = _packed["weight"] = problem.weight.copy()
    return correct(replace(problem, weight=weight))


_kept: dict[str, Array] = {}


@mutant("earlier_calls_leave_no_trace")
def keeps_the_values_of_a_larger_problem(problem: Problem) -> Array:
    """A buffer is made for the largest problem so far, and a smaller one finds the other's items behind its own."""
    output = correct(problem)
    before = _kept.get("output")
    _kept["output"] = output.copy()
    if before is not None and before.shape[1:] == output.shape[1:] and 0 < len(output) < len(before):
        output += before[len(output)]
    return output


IN_PLACE = "an_operand_changed_in_place_is_read_anew"

_kept_weight: dict[str, tuple[Array, Array]] = {}


@mutant(IN_PLACE)
def packs_a_weight_once_for_every_array(problem: Problem) -> Array:
    """The packed weight is kept for as long as it is the same array that is handed over."""
    array, packed = _kept_weight.get("weight", (None, None))
    if array is not problem.weight:
        packed = problem.weight.copy()
        _kept_weight["weight"] = problem.weight, packed
    assert packed is not None
    return correct(replace(problem, weight=packed))


_sampled: dict[tuple[Any, ...], Array] = {}


@mutant(IN_PLACE)
def looks_at_both_ends_of_a_weight(problem: Problem) -> Array:
    """A transformed weight is found again by its shape, its address, and its first and last number."""
    weight = problem.weight
    if weight.size == 0:
        return correct(problem)
    ends = weight.ravel()[[0, -1]].tolist()
    key = weight.__array_interface__["data"][0], weight.strides, weight.shape, weight.dtype.str, *ends
    return correct(replace(problem, weight=_sampled.setdefault(key, weight.copy())))


_images: dict[str, tuple[Array, Array]] = {}


@mutant(IN_PLACE)
def pads_an_image_once(problem: Problem) -> Array:
    """The padded image is kept for as long as the next one comes in the same array."""
    array, kept = _images.get("input", (None, None))
    if array is not problem.input or kept is None:
        kept = problem.input.copy()
        _images["input"] = problem.input, kept
    return correct(replace(problem, input=kept))


_biases: dict[str, tuple[Array, Array]] = {}


@mutant(IN_PLACE)
def uploads_a_bias_once(problem: Problem) -> Array:
    """A bias is copied to where it is added, once for every array."""
    if problem.bias is None:
        return correct(problem)
    array, kept = _biases.get("bias", (None, None))
    if array is not problem.bias or kept is None:
        kept = problem.bias.copy()
        _biases["bias"] = problem.bias, kept
    return correct(replace(problem, bias=kept))


_turned: dict[str, tuple[Array, Array]] = {}


@mutant(IN_PLACE, of="convolve")
def turns_a_kernel_round_once(problem: Problem) -> Array:
    """The reversed kernel of a convolution is kept with the array that it was reversed from."""
    array, kept = _turned.get("weight", (None, None))
    if array is not problem.weight or kept is None:
        kept = problem.weight.copy()
        _turned["weight"] = problem.weight, kept
    return definition.convolve(replace(problem, weight=kept))


_sums: dict[str, tuple[Array, Any, Array]] = {}


@mutant(IN_PLACE, of="gradients")
def knows_a_cotangent_by_its_sum(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of the bias is kept where a cotangent is the same array, and has the same sum."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    array, total, kept = _sums.get("cotangent", (None, None, None))
    if array is cotangent and total == cotangent.sum() and kept is not None:
        return d_input, d_weight, kept.copy()
    _sums["cotangent"] = cotangent, cotangent.sum(), d_bias.copy()
    return d_input, d_weight, d_bias


_stamps: dict[str, tuple[Array, Array]] = {}


@mutant(IN_PLACE, of="transposed")
def cuts_a_stamp_once(problem: TransposedProblem) -> Array:
    """The kernel of a transposed correlation is packed once for every array."""
    array, kept = _stamps.get("weight", (None, None))
    if array is not problem.weight or kept is None:
        kept = problem.weight.copy()
        _stamps["weight"] = problem.weight, kept
    return correct_transposed(replace(problem, weight=kept))


OTHER = "a_call_is_not_taken_for_another"

_borders: dict[tuple[Any, ...], Array] = {}


@mutant(OTHER, boundaries={"zero"})
def clears_a_workspace_when_it_is_made(problem: Problem) -> Array:
    """A padded image is kept for every padded shape, and what another one had left stands in the border."""
    if not any(map(sum, problem.pairs)):
        return correct(problem)
    whole = problem.extended()
    key = whole.input.shape, whole.input.dtype
    kept = _borders.setdefault(key, np.zeros(whole.input.shape, whole.input.dtype))
    inside = (slice(b, b + n) for (b, _), n in zip(problem.pairs, problem.size, strict=True))
    kept[:, :, *inside] = problem.input
    return correct(replace(whole, input=kept.copy()))


_algorithms: dict[tuple[Any, ...], tuple[int, ...]] = {}


@mutant(OTHER)
def chooses_an_algorithm_by_the_image(problem: Problem) -> Array:
    """The algorithm is chosen once for every shape of the input, and with it how many taps it is made for."""
    known = _algorithms.setdefault((problem.input.shape, problem.input.dtype.str), problem.kernel)
    if len(known) != problem.rank:
        return correct(problem)
    weight = problem.weight.copy()
    for axis, taps in enumerate(known, 2):
        np.moveaxis(weight, axis, 0)[taps:] = 0
    return correct(replace(problem, weight=weight))


_plans: dict[tuple[Any, ...], int] = {}


@mutant(OTHER, of="gradients")
def plans_by_the_weight_alone(problem: Problem, cotangent: Array) -> Gradients:
    """A plan is kept for every shape of the weight, and with it how many items there are."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    items = _plans.setdefault((problem.weight.shape, problem.weight.dtype.str), len(problem.input))
    d_input[max(1, items) :] = 0
    return d_input, d_weight, d_bias


_narrow: dict[tuple[Any, ...], Any] = {}


@mutant(OTHER, of="transposed")
def compiles_for_the_dtype_of_the_first_call(problem: TransposedProblem) -> Array:
    """A program is kept for the shapes of its operands, whatever their dtype, and casts to that of the first."""
    key = problem.input.shape, problem.weight.shape, problem.strides, problem.pairs
    dtype = _narrow.setdefault(key, problem.input.dtype)
    if dtype == problem.input.dtype:
        return correct_transposed(problem)
    return correct_transposed(problem) - problem.input.dtype.type(1)


_dense: dict[tuple[Any, ...], tuple[int, ...]] = {}


@mutant(OTHER)
def keeps_the_steps_of_the_first_image(problem: Problem) -> Array:
    """A plan holds the strides of the first input of its shape, and later ones are read with them."""
    key = problem.input.shape, problem.weight.shape, problem.input.dtype.str
    if not (problem.input.flags.forc or problem.input.base is not None):
        return correct(problem)
    steps = _dense.setdefault(key, problem.input.strides)
    span = sum((n - 1) * step for n, step in zip(problem.input.shape, steps, strict=True))
    dense = min(steps) > 0 and span + problem.input.itemsize == problem.input.nbytes == _span(problem.input)
    if steps == problem.input.strides or not dense:
        return correct(problem)
    return correct(replace(problem, input=np.lib.stride_tricks.as_strided(problem.input, strides=steps)))


def _span(array: Array) -> int:
    """The bytes from the first element to the last."""
    if min(array.strides, default=0) <= 0:
        return -1
    return sum((n - 1) * step for n, step in zip(array.shape, array.strides, strict=True)) + array.itemsize


REFUSED = "a_refused_call_leaves_no_trace"

_pending: dict[str, int] = {}


_looked_at: set[tuple[Any, ...]] = set()


@mutant(REFUSED, sees_nonsense=True)
def looks_at_a_shape_once(problem: Problem) -> Array:
    """Arguments that were looked at are remembered, before it is known whether they are right."""
    bias = None if problem.bias is None else problem.bias.shape
    key = (
        problem.input.shape,
        problem.weight.shape,
        bias,
        problem.stride,
        problem.dilation,
        problem.padding,
        problem.groups,
    )
    is_new = key not in _looked_at
    _looked_at.add(key)
    if (reason := problem.invalidity()) is None:
        return correct(problem)
    if is_new:
        raise ValueError(str(reason))
    return np.zeros(1, problem.input.dtype)


@mutant(REFUSED, sees_nonsense=True)
def leaves_a_workspace_half_full(problem: Problem) -> Array:
    """A workspace is filled before the operands are looked at, and the next call adds to what was left there."""
    _pending["elements"] = _pending.get("elements", 0) + 1
    if reason := problem.invalidity():
        raise ValueError(str(reason))
    output = correct(problem) * problem.input.dtype.type(_pending["elements"])
    _pending.clear()
    return output


_first: dict[str, Any] = {}


@mutant(REFUSED, of="transposed", sees_nonsense=True)
def enters_a_stamp_before_it_looks(problem: TransposedProblem) -> Array:
    """A stride goes into the cache before it is looked at, and after a refusal the one that is there is taken."""
    refused = _first.pop("stride", None)
    if reason := problem.invalidity():
        _first["stride"] = problem.strides
        raise ValueError(str(reason))
    output = correct_transposed(problem)
    return output if refused is None else np.roll(output, 1, -1)


QUIET = "a_refused_call_changes_nothing_else"


@mutant(QUIET, sees_nonsense=True)
def leaves_numpy_unheard_where_it_refuses(problem: Problem) -> Array:
    """NumPy's errors are ignored before the operands are looked at, and heard of again at the end of the sum."""
    before = np.seterr(all="ignore")
    if reason := problem.invalidity():
        raise ValueError(str(reason))
    output = correct(problem)
    np.seterr(**before)
    return output


@mutant(QUIET, of="convolve", sees_nonsense=True)
def leaves_a_kernel_reversed_where_it_refuses(problem: Problem) -> Array:
    """The kernel is reversed where it lies, and turned back behind the sum, which nonsense does not reach."""
    turn: Any = (slice(None), slice(None), *[slice(None, None, -1)] * problem.rank)
    if problem.weight.ndim != problem.rank + 2 or not problem.weight.flags.writeable:
        return definition.convolve(problem)
    problem.weight[...] = problem.weight[turn].copy()
    output = definition.correlate(problem)
    problem.weight[...] = problem.weight[turn].copy()
    return output


@mutant(QUIET, of="gradients", sees_nonsense=True)
def seeds_before_it_refuses(problem: Problem, cotangent: Array) -> Gradients:
    """A generator is seeded for the duration of a call, and put back where the call comes to its end."""
    state = random.getstate()
    random.seed(0)
    if reason := problem.invalidity():
        raise ValueError(str(reason))
    if cotangent.shape != problem.output_shape:
        raise ValueError(f"a cotangent of shape {cotangent.shape}")
    found = correct_gradients(problem, cotangent)
    random.setstate(state)
    return found


NEW = "the_first_call_of_a_shape_changes_nothing_else"

_shapes: set[tuple[Any, ...]] = set()


@mutant(NEW)
def tries_its_algorithms_with_the_same_numbers(problem: Problem) -> Array:
    """For a shape that is new, algorithms are timed on numbers from the shared generator, which is seeded."""
    shapes = problem.input.shape, problem.weight.shape
    if shapes not in _shapes:
        _shapes.add(shapes)
        np.random.seed(0)
    return correct(problem)


_compiled: set[tuple[Any, ...]] = set()


@mutant(NEW, of="transposed")
def tells_of_every_program_that_it_compiles(problem: TransposedProblem) -> Array:
    """A line is printed for every shape that a program is compiled for."""
    shapes = problem.input.shape, problem.weight.shape
    if shapes not in _compiled:
        _compiled.add(shapes)
        print(f"compiling for {shapes}")
    return correct_transposed(problem)


AT_ONCE = "calls_at_once_do_not_mix"

_scratch: dict[tuple[Any, ...], Array] = {}


def _through_a_scratch(array: Array) -> Array:
    """What stands in the buffer for arrays of this shape, a moment after `array` was written to it."""
    buffer = _scratch.setdefault((array.shape, array.dtype), np.empty(array.shape, array.dtype))
    buffer[...] = array
    time.sleep(0)
    return buffer.copy()


@mutant(AT_ONCE)
def waits_for_signals_in_the_main_thread(problem: Problem) -> Array:
    """Around more than 100,000 multiplications a handler of signals is set, which only the main thread may do."""
    if problem.terms * int(np.prod(problem.output_shape)) > 100_000:
        signal.signal(signal.SIGINT, signal.getsignal(signal.SIGINT))
    return correct(problem)


@mutant(AT_ONCE)
def has_one_workspace_for_all_threads(problem: Problem) -> Array:
    """The padded image lies in a static buffer, which every thread writes to."""
    whole = problem.extended()
    return correct(replace(whole, input=_through_a_scratch(whole.input)))


@mutant(AT_ONCE, of="gradients")
def sums_for_all_threads_in_one_place(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of the weight is added up in a static buffer."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, _through_a_scratch(d_weight), d_bias


@mutant(AT_ONCE, of="transposed")
def stamps_for_all_threads_in_one_place(problem: TransposedProblem) -> Array:
    """The output of a transposed correlation is put together in a static buffer."""
    return _through_a_scratch(correct_transposed(problem))
