"""Reported faults of memory: buffers found again, read before they are written, or written before they are read."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, Gradients, correct, correct_gradients, mutant

_texture: dict[str, Array] = {}


@mutant("repeating_a_call_repeats_the_bits", report="tensorflow/tfjs#4844")
def unpacks_its_texture_twice(problem: Problem) -> Array:
    """When an image of odd width comes again, the last column of what was packed in pairs is taken for padding."""
    again = _texture.get("input") is problem.input
    _texture["input"] = problem.input
    if not again or problem.size[-1] % 2 == 0:
        return correct(problem)
    packed = problem.input.copy()
    packed[..., -1] = 0
    return correct(replace(problem, input=packed))


_heap: dict[str, Array] = {}


@mutant("repeating_a_call_repeats_the_bits", report="FluxML/NNlib.jl#147")
def adds_to_an_output_that_is_not_zero_yet(problem: Problem) -> Array:
    """A padded depthwise kernel adds to memory that is not set to zero, and holds the last result of this shape."""
    output = correct(problem)
    padded = problem.weight.shape[1] == 1 and set(problem.pairs) != {(0, 0)}
    old = _heap.get("output")
    if padded and old is not None and (old.shape, old.dtype) == (output.shape, output.dtype):
        output += old
    _heap["output"] = output.copy()
    return output


@mutant("agrees_with_the_definition", report="bhuman/CompiledNN#7")
def works_in_place_with_stores_that_are_too_wide(problem: Problem) -> Array:
    """Where outputs fit into the input's memory they are written there by fours, and spoil what is yet to be read.

    Of two or three channels a store of four reaches into the next pixel of the row.
    """
    channels = problem.weight.shape[1]
    fits = len(problem.weight) == channels and np.prod(problem.output_size) <= np.prod(problem.size)
    if problem.groups > 1 or channels not in (2, 3) or not fits:
        return correct(problem)
    spoiled = problem.input.copy()
    spoiled[:, : 4 - channels, ..., 1:] = 0
    return correct(replace(problem, input=spoiled))


_padded: dict[str, Array] = {}


@mutant("earlier_gradients_leave_no_trace", report="mlpack/mlpack#1554", of="gradients")
def refers_to_a_padded_input_of_before(problem: Problem, cotangent: Array) -> Gradients:
    """The padded input is referred to and not copied, and another one of its shape has taken its place since."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    if set(problem.pairs) == {(0, 0)}:
        return d_input, d_weight, d_bias
    old = _padded.get("input")
    if old is None or (old.shape, old.dtype) != (problem.input.shape, problem.input.dtype):
        old = _padded["input"] = problem.input.copy()
    return d_input, correct_gradients(replace(problem, input=old), cotangent)[1], d_bias


_zeros: dict[str, int] = {}


@mutant("a_call_is_not_taken_for_another", report="microsoft/onnxruntime#26669")
def pads_with_zeros_for_the_channels_of_the_first_call(problem: Problem) -> Array:
    """The buffer of zeros that stands for the padding is as long as the first padded image has channels."""
    if problem.boundary != "zero" or not any(map(sum, problem.pairs)):
        return correct(problem)
    channels = _zeros.setdefault("channels", problem.input.shape[1])
    whole, inside = problem.extended(), replace(problem, input=np.ones_like(problem.input)).extended().input != 0
    beyond = ~inside
    beyond[:, :channels] = False
    return correct(replace(whole, input=np.where(beyond, whole.input.dtype.type(3), whole.input)))


@mutant("every_element_of_an_output_is_written", report="pytorch/pytorch#72157", of="gradients")
def adds_parts_of_a_gradient_to_fresh_memory(problem: Problem, cotangent: Array) -> Gradients:
    """A large batch is split, and the gradients of its parts are added to memory that was never written."""
    d_weight = np.empty(problem.weight.shape, problem.weight.dtype)
    d_input, right, d_bias = correct_gradients(problem, cotangent)
    return d_input, right if len(problem.input) < 3 else d_weight + right, d_bias


@mutant("every_element_of_an_output_is_written", report="ROCm/composable_kernel#132", of="gradients")
def leaves_the_gradient_between_strides(problem: Problem, cotangent: Array) -> Gradients:
    """With one tap along an axis the gradient of the input is written where windows are, and not between them."""
    d_input = np.empty(problem.input.shape, problem.input.dtype)
    right, d_weight, d_bias = correct_gradients(problem, cotangent)
    if 1 not in problem.kernel:
        return right, d_weight, d_bias
    ones = replace(problem, weight=np.ones_like(problem.weight))
    begins = correct_gradients(ones, np.ones_like(cotangent))[0] != 0
    d_input[begins] = right[begins]
    return d_input, d_weight, d_bias
