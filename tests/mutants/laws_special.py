"""Mutants for the chapter on special values: NaNs that spread or vanish, and sums that are too large or too small."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, Gradients, correct, correct_gradients, mutant


@mutant("a_nan_in_a_filter_stays_in_its_feature_map")
def mixes_its_filters_with_the_unit_matrix(problem: Problem) -> Array:
    """Filters are put into their order by a product with a permutation, in which a NaN meets every zero."""
    return np.einsum("no...,oq->nq...", correct(problem), np.eye(len(problem.weight), dtype=problem.weight.dtype))


@mutant("a_nan_in_a_filter_stays_in_its_feature_map")
def takes_a_nan_for_a_missing_weight(problem: Problem) -> Array:
    """A tap whose weight is not larger than zero, nor smaller, is left out."""
    weight = problem.weight
    return correct(replace(problem, weight=np.where(np.abs(weight) > 0, weight, 0).astype(weight.dtype)))


@mutant("a_nan_in_a_filter_stays_in_its_feature_map")
def takes_an_infinite_weight_for_the_largest_number(problem: Problem) -> Array:
    """Infinite weights are replaced by the largest number there is."""
    if problem.weight.dtype.kind != "f":
        return correct(problem)
    largest = np.finfo(problem.weight.dtype).max
    return correct(replace(problem, weight=problem.weight.clip(-largest, largest)))


@mutant("a_nan_in_a_bias_stays_in_its_feature_map")
def adds_its_bias_by_a_product(problem: Problem) -> Array:
    """The bias is spread over the filters by a product with the unit matrix, in which a NaN meets every zero."""
    if problem.bias is None:
        return correct(problem)
    return correct(replace(problem, bias=np.eye(len(problem.bias), dtype=problem.bias.dtype) @ problem.bias))


@mutant("a_nan_in_a_bias_stays_in_its_feature_map")
def masks_out_a_bias_that_is_no_number(problem: Problem) -> Array:
    """A bias that is not finite is not added."""
    if problem.bias is None:
        return correct(problem)
    return correct(
        replace(problem, bias=np.where(np.isfinite(problem.bias), problem.bias, 0).astype(problem.bias.dtype))
    )


@mutant("sums_that_are_too_large_are_infinite")
def clips_to_the_largest_number(problem: Problem) -> Array:
    """A sum that is too large becomes the largest number there is."""
    output = correct(problem)
    if output.dtype.kind != "f":
        return output
    largest = np.finfo(output.dtype).max
    return output.clip(-largest, largest)


@mutant("sums_that_are_too_large_are_infinite")
def corrects_its_sum_afterwards(problem: Problem) -> Array:
    """A compensated sum adds an error that is computed from the sum, and is ∞ − ∞ where that has overflowed."""
    output = correct(problem)
    return output + (output - output)


@mutant("sums_that_are_too_large_are_infinite")
def doubles_its_input_on_the_way(problem: Problem) -> Array:
    """The input is doubled and the sum halved, so that sums overflow which should not."""
    if problem.input.dtype.kind != "f" or problem.bias is not None:
        return correct(problem)
    return (correct(replace(problem, input=problem.input * 2)) / 2).astype(problem.input.dtype)


@mutant("a_nan_in_a_cotangent_stays_where_it_belongs", of="gradients")
def goes_back_through_a_dense_weight(problem: Problem, cotangent: Array) -> Gradients:
    """Groups are a weight with zeros for all channels of the others, on the way back, and a NaN meets the zeros."""
    _, d_weight, d_bias = correct_gradients(problem, cotangent)
    dense = np.zeros((len(problem.weight), problem.input.shape[1], *problem.kernel), problem.weight.dtype)
    for mine, seen in problem.blocks:
        dense[mine, seen] = problem.weight[mine]
    return correct_gradients(replace(problem, weight=dense, groups=1), cotangent)[0], d_weight, d_bias


@mutant("a_nan_in_a_cotangent_stays_where_it_belongs", of="gradients")
def masks_out_cotangents_that_are_no_numbers(problem: Problem, cotangent: Array) -> Gradients:
    """Cotangents that are not finite are dropped, as if they were an overflow of mixed precision."""
    return correct_gradients(problem, np.where(np.isfinite(cotangent), cotangent, 0).astype(cotangent.dtype))


@mutant("a_nan_in_a_cotangent_stays_where_it_belongs", of="gradients")
def averages_a_scale_into_its_weight_gradient(problem: Problem, cotangent: Array) -> Gradients:
    """The weight's gradient is scaled up, and down again, by the mean of the whole cotangent."""
    d_input, d_weight, d_bias = correct_gradients(problem, cotangent)
    return d_input, d_weight + 0 * cotangent.mean(dtype=cotangent.dtype) if cotangent.size else d_weight, d_bias
