"""Mutants for the chapter on convolution: flips too few or too many, operands exchanged, impulses gone astray."""

from dataclasses import replace

import numpy as np

from spec import Problem, definition

from ._mutant import Array, correct, mutant

LAW = "convolution_is_correlation_with_the_kernel_reversed"


def _reversed_along(problem: Problem, axis: int) -> Problem:
    """The problem with its kernel reversed along one axis of the weight."""
    return replace(problem, weight=np.flip(problem.weight, axis))


@mutant(LAW, of="convolve")
def sells_a_correlation_as_a_convolution(problem: Problem) -> Array:
    """Its convolution does not flip the kernel."""
    return correct(problem)


@mutant(LAW, of="convolve", ranks={2, 3})
def flips_only_the_last_axis_to_convolve(problem: Problem) -> Array:
    """Its convolution flips the kernel along the last axis and no other."""
    return correct(_reversed_along(problem, -1))


@mutant(LAW, of="convolve")
def flips_the_channels_to_convolve(problem: Problem) -> Array:
    """Its convolution flips the kernel over its channels too."""
    return definition.convolve(_reversed_along(problem, 1))


@mutant(LAW, of="convolve", paddings={"same_upper", "same_lower"})
def centres_a_convolution_otherwise(problem: Problem) -> Array:
    """Its convolution takes same_upper for same_lower and the other way round."""
    other = {"same_upper": "same_lower", "same_lower": "same_upper"}
    if isinstance(problem.padding, str):
        problem = replace(problem, padding=other.get(problem.padding, problem.padding))
    return definition.convolve(problem)


@mutant("full_convolution_commutes")
def takes_the_longer_operand_for_the_image(problem: Problem) -> Array:
    """Of two planes the larger one is moved over the smaller one, and the output is not turned back."""
    plane = (*problem.input.shape[:2], *problem.weight.shape[:2]) == (1, 1, 1, 1)
    full = problem.pairs == tuple((kernel - 1, kernel - 1) for kernel in problem.kernel)
    plain = set(problem.strides) | set(problem.dilations) == {1} and problem.boundary == "zero"
    if not (plane and full and plain and all(k > n for k, n in zip(problem.kernel, problem.size, strict=True))):
        return correct(problem)
    pairs = tuple((size - 1, size - 1) for size in problem.size)
    return correct(replace(problem, input=problem.weight, weight=problem.input, padding=pairs))


@mutant("full_convolution_commutes")
def pads_by_the_size_of_the_image(problem: Problem) -> Array:
    """A full padding is worked out from the image, size − 1, where it should come from the kernel."""
    if problem.pairs == tuple((extent - 1, extent - 1) for extent in problem.extents):
        return correct(replace(problem, padding=tuple((size - 1, size - 1) for size in problem.size)))
    return correct(problem)


def _is_full(problem: Problem) -> bool:
    """Whether every window that touches the input is there, one after the other."""
    return problem.pairs == tuple((extent - 1,) * 2 for extent in problem.extents) and set(problem.strides) == {1}


@mutant("exchanging_the_operands_reverses_the_output", ranks={2, 3})
def turns_rows_back_after_an_exchange(problem: Problem) -> Array:
    """A kernel longer than its image is moved under the image, and the output is turned back along its rows alone."""
    lone = (*problem.input.shape[:2], *problem.weight.shape[:2]) == (1, 1, 1, 1) and problem.boundary == "zero"
    longer = all(k > n for k, n in zip(problem.kernel, problem.size, strict=True))
    if not (lone and longer and _is_full(problem)):
        return correct(problem)
    return np.flip(correct(problem), range(2, problem.rank + 1))


@mutant("an_autocorrelation_is_symmetric")
def reverses_its_kernel_in_place_for_the_sum(problem: Problem) -> Array:
    """The kernel is reversed where it lies, convolved, and put back; an input in the same memory is reversed too."""
    weight = problem.weight
    if not (np.shares_memory(problem.input, weight) and weight.flags.writeable):
        return correct(problem)
    weight[...] = np.flip(weight, range(2, weight.ndim)).copy()
    output = definition.convolve(problem)
    weight[...] = np.flip(weight, range(2, weight.ndim)).copy()
    return output


@mutant("transforms_turn_convolution_into_products")
def transforms_at_the_length_of_the_longer_operand(problem: Problem) -> Array:
    """A transform as long as input or kernel, up to a power of two: what goes beyond is added to the beginning."""
    output = correct(problem)
    if not _is_full(problem) or problem.bias is not None or 0 in output.shape:
        return output
    for axis, (size, extent, out) in enumerate(zip(problem.size, problem.extents, output.shape[2:], strict=True), 2):
        length = 1 << (max(size, extent) - 1).bit_length()
        if length < out:
            beyond = output.take(range(length, out), axis)
            np.moveaxis(output, axis, 0)[: out - length] += np.moveaxis(beyond, axis, 0)
    return output


_last: dict[str, Array] = {}


@mutant("two_layers_are_one")
def knows_its_own_output_again(problem: Problem) -> Array:
    """Its own last output is taken for an array in blocks of two channels, which it is not."""
    if problem.input is _last.get("output"):
        order = np.arange(problem.input.shape[1])
        even = len(order) // 2 * 2
        order[0:even:2], order[1:even:2] = np.arange(1, even, 2), np.arange(0, even, 2)
        problem = replace(problem, input=problem.input[:, order])
    _last["output"] = correct(problem)
    return _last["output"]


@mutant("two_layers_are_one")
def exchanges_channels_and_filters(problem: Problem) -> Array:
    """A weight with as many filters as channels is read as [C, O, *kernel]."""
    filters = len(problem.weight) // problem.groups
    if filters != problem.weight.shape[1]:
        return correct(problem)
    groups = problem.weight.reshape(problem.groups, filters, filters, *problem.kernel)
    return correct(replace(problem, weight=groups.swapaxes(1, 2).reshape(problem.weight.shape)))


@mutant("convolution_multiplies_polynomials", "full_convolution_commutes")
def correlates_where_it_should_convolve(problem: Problem) -> Array:
    """A kernel along a single axis is turned round."""
    lines = sum(kernel > 1 for kernel in problem.kernel) == 1
    return correct(problem.with_kernel_reversed() if lines else problem)


@mutant("convolution_multiplies_polynomials")
def pads_no_further_than_the_input_reaches(problem: Problem) -> Array:
    """A padding longer than the input is cut to the length of the input, at the cost of windows at both ends."""
    pairs = zip(problem.pairs, problem.size, strict=True)
    return correct(replace(problem, padding=tuple((min(b, size), min(a, size)) for (b, a), size in pairs)))


@mutant("convolution_multiplies_polynomials")
def cuts_a_full_output_off_at_both_ends(problem: Problem) -> Array:
    """In a full correlation the windows that hold a single column are left at zero."""
    output = correct(problem)
    if problem.extents[-1] > 1 and problem.pairs[-1] == (problem.extents[-1] - 1,) * 2:
        output[..., 0] = output[..., -1] = 0
    return output


@mutant("a_single_tap_shifts_the_input")
def shifts_by_a_lone_tap_without_its_dilation(problem: Problem) -> Array:
    """A filter with a single non-zero tap is a shift, for which the position of the tap is not dilated."""
    weight, whole = problem.weight, problem.extended()
    if problem.groups > 1 or any(np.count_nonzero(one) != 1 for one in weight):
        return correct(problem)
    output = np.zeros(problem.output_shape, problem.input.dtype)
    for o, (channel, *tap) in enumerate(tuple(map(int, np.argwhere(one)[0])) for one in weight):
        axes = zip(tap, problem.output_size, problem.strides, strict=True)
        seen = whole.input[:, channel, *(slice(t, t + out * stride, stride) for t, out, stride in axes)]
        output[:, o] = weight[o, channel, *tap] * seen
    return output if problem.bias is None else output + problem.bias.reshape(-1, *[1] * problem.rank)


@mutant("a_single_tap_shifts_the_input")
def begins_a_padded_row_one_early(problem: Problem) -> Array:
    """Where there are more zeros before a row than the stride is long, its windows begin one element early."""
    if problem.pairs[-1][0] <= problem.strides[-1]:
        return correct(problem)
    whole = problem.extended()
    early = np.roll(whole.input, 1, axis=-1)
    early[..., 0] = 0
    return correct(replace(whole, input=early))


@mutant("a_single_tap_shifts_the_input")
def drops_the_last_of_an_even_number_of_taps(problem: Problem) -> Array:
    """A row of the kernel reaches equally far to both sides: the last of an even number of taps is dropped."""
    weight = problem.weight.copy()
    if problem.kernel[-1] % 2 == 0:
        weight[..., -1] = 0
    return correct(replace(problem, weight=weight))


@mutant("the_unit_impulse_is_the_identity")
def forgets_the_dilation_of_a_padding_that_keeps_the_size(problem: Problem) -> Array:
    """A padding that keeps the size is worked out again, from the kernel without its dilation, for the front."""
    if problem.output_size != problem.size or set(problem.strides) != {1}:
        return correct(problem)
    sides = zip(problem.pairs, problem.kernel, problem.extents, strict=True)
    moved = [(min(before, kernel - 1), extent - 1 - min(before, kernel - 1)) for (before, _), kernel, extent in sides]
    return correct(replace(problem, padding=tuple(moved)))


@mutant("an_impulse_stamps_the_reversed_kernel")
def stamps_the_kernel_as_it_is(problem: Problem) -> Array:
    """An input with a single non-zero element leaves an image of the kernel that is not turned round."""
    lone = len(problem.input) == 1 and np.count_nonzero(problem.input) == 1
    return correct(problem.with_kernel_reversed() if lone else problem)


@mutant("an_impulse_stamps_the_reversed_kernel")
def flips_the_kernel_along_the_last_axis(problem: Problem) -> Array:
    """The kernel is flipped along its last axis."""
    return correct(_reversed_along(problem, -1))


@mutant("an_impulse_stamps_the_reversed_kernel")
def stores_two_filters_in_each_others_place(problem: Problem) -> Array:
    """The outputs of the first two filters of every group are exchanged."""
    filters = len(problem.weight) // problem.groups
    order = np.arange(len(problem.weight))
    if filters > 1:
        order[0::filters], order[1::filters] = order[1::filters].copy(), order[0::filters].copy()
    return correct(problem)[:, order]
