"""Mutants for the chapter on memory: what is done to that of the operands, around it, and to that of the answers."""

from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import as_strided

from spec import Problem, TransposedProblem, definition

from ._memory import as_if_dense
from ._mutant import (
    Array,
    Gradients,
    correct,
    correct_but_for_the_last_tap,
    correct_gradients,
    correct_train,
    correct_transposed,
    mutant,
)


@mutant("inputs_are_left_alone")
def uses_the_unreached_tail_as_scratch(problem: Problem) -> Array:
    """Elements that no window reaches are written to, since they are not needed."""
    output = correct(problem)
    axes = zip(problem.size, problem.fitted().size, problem.pairs, strict=True)
    for axis, (size, length, (before, after)) in enumerate(axes):
        reached = length - before
        alone = problem.boundary == "zero" or (before, after) == (0, 0)
        if alone and 0 < reached < size and problem.input.flags.writeable:
            np.moveaxis(problem.input, 2 + axis, 0)[reached:] = 0
    return output


@mutant("inputs_are_left_alone", "agrees_with_the_definition")
def reverses_its_kernel_in_place(problem: Problem) -> Array:
    """The kernel is reversed where it lies, and left so."""
    output = correct(problem)
    if problem.weight.flags.writeable:
        problem.weight[...] = problem.weight[..., ::-1].copy()
    return output


@mutant("inputs_are_left_alone")
def writes_its_output_over_its_input(problem: Problem) -> Array:
    """Where the output is no larger than the input, the memory of the input serves as the buffer for the result."""
    output = correct(problem)
    memory = problem.input
    if output.size <= memory.size and memory.flags.writeable and memory.flags.c_contiguous:
        memory.reshape(-1)[: output.size] = output.ravel()
    return output


@mutant("memory_layout_is_immaterial")
def steps_over_a_lone_element(problem: Problem) -> Array:
    """Rows of a kernel are found by the stride of an axis with a single element, which may be any."""
    loose = [step for length, step in zip(problem.weight.shape, problem.weight.strides, strict=True) if length == 1]
    beyond = max(loose, default=0) > problem.weight.nbytes
    return correct(replace(problem, weight=np.roll(problem.weight, 1)) if beyond else problem)


@mutant("memory_layout_is_immaterial")
def ignores_the_strides_of_the_input(problem: Problem) -> Array:
    """The memory of a view is read as if it were dense."""
    return correct(replace(problem, input=as_if_dense(problem.input)))


@mutant("memory_layout_is_immaterial")
def ignores_the_strides_of_two_views(problem: Problem) -> Array:
    """A fast path reads both operands as if they were dense where neither is."""
    if problem.input.flags.c_contiguous or problem.weight.flags.c_contiguous:
        return correct(problem)
    return correct(replace(problem, weight=as_if_dense(problem.weight)))


@mutant("memory_layout_is_immaterial")
def takes_channels_last_for_rows_last(problem: Problem) -> Array:
    """An input whose channels lie next to each other is read as if its columns did."""
    array = problem.input
    if array.shape[1] < 2 or array.strides[1] != array.itemsize:
        return correct(problem)
    return correct(replace(problem, input=np.moveaxis(array, 1, -1).reshape(array.shape)))


_buffers: dict[str, Array] = {}


@mutant("outputs_do_not_alias")
def has_one_output_buffer(problem: Problem) -> Array:
    """All results of one shape come in the same buffer."""
    output = correct(problem)
    buffer = _buffers.get("output")
    if buffer is None or (buffer.shape, buffer.dtype) != (output.shape, output.dtype):
        buffer = _buffers["output"] = np.empty_like(output)
    buffer[...] = output
    return buffer


@mutant("outputs_do_not_alias")
def returns_its_input_where_the_kernel_is_one(problem: Problem) -> Array:
    """A kernel of a single one is the identity, and the input is returned as it is."""
    channels = problem.weight.shape[1] == 1 and len(problem.weight) == problem.groups
    lone = channels and max(problem.kernel) == 1 and bool((problem.weight == 1).all()) and problem.bias is None
    if not lone or set(problem.pairs) != {(0, 0)}:
        return correct(problem)
    return problem.input[:, :, *(slice(None, None, stride) for stride in problem.strides)]


@mutant("outputs_do_not_alias")
def spreads_a_bias_over_nothing(problem: Problem) -> Array:
    """Under a weight of zeros the output is a view of the bias."""
    if problem.bias is None or problem.weight.any():
        return correct(problem)
    return np.broadcast_to(problem.bias.reshape(-1, *[1] * problem.rank), problem.output_shape)


def _with_one_behind(array: Array) -> Array | None:
    """The elements of a C-ordered array and the one that lies behind them, as a vector; None where none does."""
    base = array.base
    if not (isinstance(base, np.ndarray) and base.flags.c_contiguous and array.flags.c_contiguous and array.size):
        return None
    end = array.__array_interface__["data"][0] + array.nbytes
    if base.__array_interface__["data"][0] + base.nbytes < end + array.itemsize:
        return None
    return as_strided(array.reshape(-1), (array.size + 1,))


@mutant("inputs_are_left_alone")
def stores_a_vector_beyond_the_end(problem: Problem) -> Array:
    """The input's last vector is stored back whole, with a zero for the element that lies behind the array."""
    output = correct(problem)
    vector = _with_one_behind(problem.input)
    if vector is not None and problem.input.size % 4 and problem.input.flags.writeable:
        vector[-1] = 0
    return output


@mutant("inputs_are_left_alone")
def makes_negative_zeros_positive(problem: Problem) -> Array:
    """Zero is added to the input in place, which changes no number and the sign of a zero."""
    output = correct(problem)
    if problem.input.flags.writeable:
        problem.input[...] += problem.input.dtype.type(0)
    return output


@mutant("inputs_are_left_alone")
def rectifies_its_input_in_place(problem: Problem) -> Array:
    """The activation of the layer below is applied in place, after the sum."""
    output = correct(problem)
    if problem.input.dtype.kind == "f" and problem.input.flags.writeable:
        np.maximum(problem.input, 0, out=problem.input)
    return output


@mutant("inputs_are_left_alone", of="gradients")
def scales_its_cotangent_in_place(problem: Problem, cotangent: Array) -> Gradients:
    """The cotangent is unscaled where it lies, as after a loss that was scaled."""
    found = correct_gradients(problem, cotangent)
    if cotangent.flags.writeable:
        cotangent[...] = cotangent / 2
    return found


@mutant("inputs_are_left_alone", of="transposed")
def turns_its_kernel_round_for_stamping(problem: TransposedProblem) -> Array:
    """The kernel of a transposed correlation is reversed where it lies, and left so."""
    output = correct_transposed(problem)
    if problem.weight.flags.writeable:
        problem.weight[...] = problem.weight[..., ::-1].copy()
    return output


@mutant("inputs_are_left_alone", of="train")
def learns_in_the_array_it_was_given(
    input: Array, target: Array, weight: Array, learning_rate: float, steps: int
) -> tuple[Array, Array]:
    """The weight to start from becomes the parameter itself."""
    learned, losses = correct_train(input, target, weight, learning_rate, steps)
    weight[...] = learned
    return learned, losses


@mutant("only_the_operands_are_read")
def gives_the_element_behind_a_weight_of_zero(problem: Problem) -> Array:
    """The last vector of the kernel is loaded whole, and what lies behind its end is multiplied by zero."""
    vector = _with_one_behind(problem.weight)
    return correct(problem) + (0 if vector is None else (0 * vector[-1:]).astype(problem.weight.dtype))


@mutant("only_the_operands_are_read")
def clamps_by_the_element_behind(problem: Problem) -> Array:
    """Integers are loaded in vectors, and the largest of the last is looked for in what lies behind it, too."""
    output, vector = correct(problem), _with_one_behind(problem.input)
    beyond = vector is not None and vector[-1] > 1_000_000_000 and problem.input.dtype.kind == "i"
    return output + 1 if beyond else output


@mutant("only_the_operands_are_read", of="gradients")
def sums_one_cotangent_too_many(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of the bias adds up a vector more than there is, of what should be zeros."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    vector = _with_one_behind(cotangent)
    return d_input, d_weight, d_bias if vector is None else d_bias + vector[-1] * cotangent.dtype.type(0)


@mutant("memory_layout_is_immaterial")
def ignores_the_strides_of_the_bias(problem: Problem) -> Array:
    """The memory of a bias is read as if it were dense."""
    return correct(problem if problem.bias is None else replace(problem, bias=as_if_dense(problem.bias)))


def _as_if_native(array: Array) -> Array:
    """The bytes of an array read in the order of this machine."""
    return array.view(array.dtype.newbyteorder("="))


@mutant("byte_order_is_immaterial_or_refused")
def takes_every_buffer_for_native(problem: Problem) -> Array:
    """Buffers are handed on without their dtypes."""
    return correct(replace(problem, input=_as_if_native(problem.input), weight=_as_if_native(problem.weight)))


@mutant("byte_order_is_immaterial_or_refused")
def takes_the_byte_order_of_the_input(problem: Problem) -> Array:
    """The bytes of the weight are read in the order of the input's."""
    return correct(replace(problem, weight=problem.weight.view(problem.input.dtype)))


@mutant("outputs_do_not_alias", of="gradients")
def returns_its_cotangent_for_the_bias(problem: Problem, cotangent: Array) -> Gradients:
    """Where every filter has one output, the cotangent is returned as the gradient of the bias."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    lone = cotangent.size == len(problem.weight) and cotangent.flags.c_contiguous
    return d_input, d_weight, cotangent.reshape(-1) if lone else d_bias


_gradients: dict[str, Array] = {}


@mutant("outputs_do_not_alias", of="gradients")
def has_one_buffer_for_the_weight_gradient(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of the weight comes in the same buffer, call after call, as a parameter's own does."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    kept = _gradients.get("weight")
    if kept is None or (kept.shape, kept.dtype) != (d_weight.shape, d_weight.dtype):
        kept = _gradients["weight"] = np.empty_like(d_weight)
    kept[...] = d_weight
    return d_input, kept, d_bias


@mutant("outputs_do_not_alias", of="transposed")
def returns_its_input_where_one_stamp_is_one(problem: TransposedProblem) -> Array:
    """A kernel of a single one is the identity, and what should be transposed is returned as it is."""
    output = correct_transposed(problem)
    same = output.shape == problem.input.shape and np.array_equal(output, problem.input)
    return problem.input if same else output


WRITTEN = "every_element_of_an_output_is_written"


@mutant(WRITTEN)
def leaves_the_last_filter_of_an_odd_number(problem: Problem) -> Array:
    """Filters are computed in pairs, into memory that was never written, and the last of an odd number is left."""
    output = np.empty(problem.output_shape, problem.input.dtype)
    pairs = len(problem.weight) // 2 * 2 if len(problem.weight) > 1 else 1
    output[:, :pairs] = correct(problem)[:, :pairs]
    return output


@mutant(WRITTEN, boundaries={"zero"})
def leaves_windows_in_the_padding_alone(problem: Problem) -> Array:
    """Outputs whose window holds nothing but padding are not written, into memory that was not set to zero."""
    output = np.empty(problem.output_shape, problem.input.dtype)
    ones = replace(problem, input=np.ones_like(problem.input), weight=np.ones_like(problem.weight), bias=None)
    reached = correct(ones) != 0
    if problem.weight.shape[1] == 0:
        return correct(problem)
    output[reached] = correct(problem)[reached]
    return output


@mutant(WRITTEN, of="gradients")
def leaves_the_gradient_where_no_window_reaches(problem: Problem, cotangent: Array) -> Gradients:
    """The gradient of the input is added up in memory that is set to zero where windows begin to reach alone."""
    d_input = np.empty(problem.input.shape, problem.input.dtype)
    right, d_weight, d_bias = correct_gradients(problem, cotangent)
    ones = replace(problem, weight=np.ones_like(problem.weight))
    reached = correct_gradients(ones, np.ones_like(cotangent))[0] != 0
    d_input[reached] = right[reached]
    return d_input, d_weight, d_bias


@mutant(WRITTEN, of="transposed")
def leaves_what_no_stamp_reaches(problem: TransposedProblem) -> Array:
    """Where stamps are further apart than they are long, the output between them is not written."""
    output = np.empty(problem.output_shape, problem.input.dtype)
    right = correct_transposed(problem)
    ones = replace(problem, input=np.ones_like(problem.input), weight=np.ones_like(problem.weight), bias=None)
    reached = correct_transposed(ones) != 0
    output[reached] = right[reached]
    return output


@mutant("memory_layout_is_immaterial_to_a_convolution", of="convolve")
def reverses_a_kernel_as_if_it_were_dense(problem: Problem) -> Array:
    """The kernel of a convolution is reversed by running through its memory from the end."""
    return definition.convolve(replace(problem, weight=as_if_dense(problem.weight)))


@mutant("a_subclass_of_arrays_is_an_array_or_refused")
def goes_another_way_for_subclasses(problem: Problem) -> Array:
    """What is not exactly an array takes a slow path, which leaves out the last tap."""
    return correct(problem) if type(problem.input) is np.ndarray else correct_but_for_the_last_tap(problem)


@mutant("a_subclass_of_arrays_is_an_array_or_refused", of="gradients")
def takes_a_mask_for_the_numbers(problem: Problem, cotangent: Array) -> Gradients:
    """Where an operand has a mask, its numbers are multiplied by that."""
    d_input, d_weight, d_bias = correct_gradients(problem, np.asarray(cotangent))
    mask = getattr(problem.weight, "mask", None)
    return (d_input if mask is None else d_input * np.any(mask)), d_weight, d_bias


@mutant("inputs_are_left_alone")
def doubles_its_input_every_time(problem: Problem) -> Array:
    """What is read is scaled where it lies, and soon is no finite number any more."""
    if problem.input.flags.writeable and problem.input.dtype.kind == "f":
        problem.input[...] *= 2
    return correct(problem)
