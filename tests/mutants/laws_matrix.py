"""Mutants for the chapter on matrices: windows gathered wrongly, outputs that are no linear function of the input."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("correlation_is_im2col_times_the_weight")
def writes_columns_tap_by_tap(problem: Problem) -> Array:
    """The channel varies fastest in the columns, and the tap in the flattened weight."""
    filters, channels = problem.weight.shape[:2]
    rows = np.ascontiguousarray(problem.weight).reshape(filters, -1, channels)
    return correct(replace(problem, weight=rows.swapaxes(1, 2).reshape(problem.weight.shape)))


@mutant("correlation_is_im2col_times_the_weight")
def gathers_rows_at_the_stride_of_columns(problem: Problem) -> Array:
    """Rows are gathered at the stride of the columns as long as the input reaches, and the rest is left at zero."""
    if problem.rank == 1 or 0 in problem.output_size:
        return correct(problem)
    gathered = correct(replace(problem.explicit(), stride=(problem.strides[-1], *problem.strides[1:])))
    output = np.zeros(problem.output_shape, problem.input.dtype)
    rows = min(output.shape[2], gathered.shape[2])
    output[:, :, :rows] = gathered[:, :, :rows]
    return output


@mutant("correlation_is_a_toeplitz_matrix_times_the_input", "toeplitz_columns_are_impulse_responses")
def measures_the_input_from_its_mean(problem: Problem) -> Array:
    """The mean of every item is subtracted from it."""
    item = tuple(range(1, problem.input.ndim))
    mean = problem.input.sum(axis=item, keepdims=True) / max(1, problem.input[:1].size)
    return correct(replace(problem, input=problem.input - np.round(mean).astype(problem.input.dtype)))


@mutant("correlation_is_a_toeplitz_matrix_times_the_input")
def moves_the_weight_on_by_the_kernel(problem: Problem) -> Array:
    """The weight moves on by its own length along the last axis where the stride is longer than one."""
    if problem.strides[-1] == 1 or 0 in problem.output_size:
        return correct(problem)
    output = np.zeros(problem.output_shape, problem.input.dtype)
    moved = correct(replace(problem.explicit(), stride=(*problem.strides[:-1], problem.kernel[-1])))
    columns = min(output.shape[-1], moved.shape[-1])
    output[..., :columns] = moved[..., :columns]
    return output


@mutant("toeplitz_columns_are_impulse_responses")
def stamps_a_lone_element_between_two_windows(problem: Problem) -> Array:
    """A single non-zero element is moved back to the beginning of a stride before the kernel is stamped."""
    if len(problem.input) != 1 or np.count_nonzero(problem.input) != 1 or set(problem.strides) == {1}:
        return correct(problem)
    channel, *where = map(int, np.argwhere(problem.input[0])[0])
    moved = np.zeros(problem.input.shape, problem.input.dtype)
    snapped = (i // stride * stride for i, stride in zip(where, problem.strides, strict=True))
    moved[0, channel, *snapped] = problem.input[0, channel, *where]
    return correct(replace(problem, input=moved))


@mutant("toeplitz_columns_are_impulse_responses")
def takes_a_lone_element_for_noise(problem: Problem) -> Array:
    """An item with a single non-zero element is taken for an empty one."""
    item = tuple(range(1, problem.input.ndim))
    noisy = np.count_nonzero(problem.input, axis=item, keepdims=True) == 1
    cleaned = np.where(noisy & (problem.input[:1].size > 1), 0, problem.input).astype(problem.input.dtype)
    return correct(replace(problem, input=cleaned))


@mutant("a_one_by_one_kernel_is_a_channel_matrix")
def multiplies_by_the_transposed_matrix(problem: Problem) -> Array:
    """A kernel of one tap is multiplied by its transposed matrix where that is square."""
    filters = len(problem.weight) // problem.groups
    if max(problem.kernel) > 1 or filters != problem.weight.shape[1]:
        return correct(problem)
    matrices = problem.weight.reshape(problem.groups, filters, filters).swapaxes(1, 2)
    return correct(replace(problem, weight=matrices.reshape(problem.weight.shape)))


@mutant("a_one_by_one_kernel_is_a_channel_matrix")
def forgets_the_padding_of_a_pointwise_kernel(problem: Problem) -> Array:
    """The shortcut for a kernel of one tap does not pad."""
    return correct(replace(problem, padding=0) if max(problem.kernel) == 1 else problem)


@mutant("a_one_by_one_kernel_is_a_channel_matrix")
def forgets_the_stride_of_a_pointwise_kernel(problem: Problem) -> Array:
    """The shortcut for a kernel of one tap reads its input without gaps."""
    if max(problem.kernel) > 1 or 0 in problem.output_size:
        return correct(problem)
    dense = correct(replace(problem.explicit(), stride=1))
    return dense[:, :, *map(slice, problem.output_size)]


@mutant("adjacent_windows_are_a_reshape_and_a_product")
def cuts_patches_from_the_end(problem: Problem) -> Array:
    """Windows side by side are cut out by a reshape, before which what does not fit is cut off in front."""
    whole = problem.extended()
    if problem.strides != problem.kernel or max(problem.dilations) > 1:
        return correct(problem)
    rests = [n - fit for n, fit in zip(whole.size, problem.fitted().size, strict=True)]
    return correct(replace(whole, input=whole.input[:, :, *(slice(rest, None) for rest in rests)]))
