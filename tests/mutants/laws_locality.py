"""Mutants for the chapter on locality: windows that see too much or too little, NaNs and infinities that spread."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, correct, mutant


def _reached(problem: Problem, hit: Array) -> Array:
    """Which outputs have a marked element of the extended input in their window, [N, O, *out]."""
    found = np.zeros(problem.output_shape, bool)
    each, channels = len(problem.weight) // problem.groups, problem.weight.shape[1]
    for group in range(problem.groups):
        marked = hit[:, group * channels : (group + 1) * channels].any(axis=1, keepdims=True)
        for tap in np.ndindex(*problem.kernel):
            found[:, group * each : (group + 1) * each] |= problem.under_tap(marked, tap)
    return found


def _with_zero_for(problem: Problem, bad: Array) -> Array:
    """The answer when some elements of the input are replaced by zeros."""
    return correct(replace(problem, input=np.where(bad, 0, problem.input).astype(problem.input.dtype)))


@mutant("an_output_depends_only_on_its_window", "agrees_with_the_definition")
def reads_past_the_end_of_a_row(problem: Problem) -> Array:
    """The last column is computed from the element behind its window as well, where there is one."""
    output, whole = correct(problem), problem.extended().input
    behind = (problem.output_size[-1] - 1) * problem.strides[-1] + problem.extents[-1]
    if output.size and whole.shape[-1] > behind:
        more = whole[..., behind].reshape(len(whole), -1).sum(axis=1)
        output[..., -1] += more.reshape(-1, *[1] * problem.rank)
    return output


@mutant("an_output_depends_only_on_its_window")
def sums_the_neighbouring_tile(problem: Problem) -> Array:
    """Output is made in tiles of two columns, and the last column of a tile holds the first one of the next as well."""
    output = correct(problem)
    output[..., 1:-1:2] += output[..., 2::2]
    return output


@mutant("an_output_depends_only_on_its_window")
def sums_the_last_element_in_for_alignment(problem: Problem) -> Array:
    """Windows of an odd number of taps are filled up with the input's last element, under a weight of one."""
    output = correct(problem)
    taps = int(np.prod(problem.kernel))
    if taps % 2 == 0 or taps == 1 or not problem.input.size:
        return output
    last = problem.input[:, -1].reshape(len(problem.input), -1)[:, -1]
    return output + last.reshape(-1, 1, *[1] * problem.rank)


_stack: dict[str, Array] = {}


@mutant("a_receptive_field_is_what_the_formula_says")
def dilates_only_the_first_of_two_equal_layers(problem: Problem) -> Array:
    """A weight that is applied to its own last output is taken for dilated already."""
    again = problem.input is _stack.get("output") and problem.weight is _stack.get("weight")
    output = correct(replace(problem.explicit(), dilation=1) if again else problem)
    _stack.update(output=output, weight=problem.weight)
    return output


@mutant("a_receptive_field_is_what_the_formula_says")
def strides_only_the_second_of_two_equal_layers(problem: Problem) -> Array:
    """A line under a kernel of ones is summed at every position, and subsampled when the same weight comes again."""
    again = problem.weight is _stack.get("summed")
    _stack["summed"] = problem.weight
    line = sum(length > 1 for length in problem.size) == 1 and bool((problem.weight == 1).all())
    return correct(replace(problem.explicit(), stride=1) if line and not again else problem)


@mutant("a_receptive_field_is_what_the_formula_says", "an_impulse_stamps_the_reversed_kernel")
def misses_the_last_tap_of_every_line(problem: Problem) -> Array:
    """The last tap along the first axis is left out where there are two or more."""
    weight = problem.weight.copy()
    if problem.kernel[0] > 1:
        weight[:, :, -1] = 0
    return correct(replace(problem, weight=weight))


@mutant("a_nan_stays_in_its_windows", dtypes={"float32", "float64"})
def takes_a_nan_for_missing_data(problem: Problem) -> Array:
    """A NaN counts as zero."""
    return _with_zero_for(problem, np.isnan(problem.input))


@mutant("a_nan_stays_in_its_windows", dtypes={"float32", "float64"})
def spreads_a_nan_over_its_item(problem: Problem) -> Array:
    """Large inputs go through a transform, which leaves nothing of an item that holds a NaN."""
    bad = np.isnan(problem.input)
    lost = bad.any(axis=tuple(range(1, bad.ndim)), keepdims=True) & (problem.terms > 8)
    return np.where(lost, np.nan, _with_zero_for(problem, bad & lost)).astype(problem.input.dtype)


@mutant("a_nan_stays_in_its_windows", dtypes={"float32", "float64"})
def lets_a_nan_meet_the_zeros_between_taps(problem: Problem) -> Array:
    """A dilated kernel is filled up with zeros, which are multiplied too."""
    dense = replace(problem.extended(), weight=np.ones((*problem.weight.shape[:2], *problem.extents)), dilation=1)
    hit = _reached(dense, np.isnan(dense.input))
    return np.where(hit, np.nan, _with_zero_for(problem, np.isnan(problem.input))).astype(problem.input.dtype)


@mutant("an_infinity_stays_in_its_windows", dtypes={"float32", "float64"})
def takes_an_infinity_for_missing_data(problem: Problem) -> Array:
    """An infinity counts as zero."""
    return _with_zero_for(problem, np.isinf(problem.input))


@mutant("an_infinity_stays_in_its_windows", dtypes={"float32", "float64"})
def subtracts_infinities_in_a_transform(problem: Problem) -> Array:
    """Kernels of three columns go through a transform, in which infinities are subtracted from each other."""
    bad = np.isinf(problem.input)
    if problem.kernel[-1] != 3 or not bad.any():
        return correct(problem)
    hit = _reached(problem, replace(problem, input=bad).extended().input)
    return np.where(hit, np.nan, _with_zero_for(problem, bad)).astype(problem.input.dtype)


@mutant("an_infinity_stays_in_its_windows", dtypes={"float32", "float64"})
def lets_an_infinity_meet_the_zeros_between_taps(problem: Problem) -> Array:
    """A dilated kernel is filled up with zeros, and zero times infinity is NaN."""
    whole = problem.extended()
    bad = np.isinf(whole.input)
    dense = replace(whole, weight=np.ones((*problem.weight.shape[:2], *problem.extents)), dilation=1)
    touched = _reached(dense, bad) & ~_reached(whole, bad)
    return np.where(touched, np.nan, correct(problem)).astype(problem.input.dtype)


@mutant("a_nan_stays_in_its_windows")
def passes_over_weights_of_zero(problem: Problem) -> Array:
    """A weight of zero is not multiplied, and hides the NaN that it would have met."""
    missing = np.isnan(problem.input)
    if not missing.any():
        return correct(problem)
    dtype = problem.input.dtype
    output = correct(replace(problem, input=np.where(missing, 0, problem.input).astype(dtype)))
    met = correct(replace(problem, bias=None, input=missing.astype(dtype), weight=(problem.weight != 0).astype(dtype)))
    found: Array = np.where(met > 0, np.nan, output).astype(dtype)
    return found
