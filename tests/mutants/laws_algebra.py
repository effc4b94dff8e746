"""Mutants for the chapter on algebra: saturation, quantisation, caches, shortcuts for lines, stray constants."""

from dataclasses import replace

import numpy as np

from spec import Problem

from ._mutant import Array, Gradients, correct, correct_gradients, mutant


@mutant("linear_in_the_input")
def clips_its_input(problem: Problem) -> Array:
    """Input beyond ±15, five bits, is clipped."""
    if problem.input.dtype.kind == "c":
        return correct(problem)
    return correct(replace(problem, input=problem.input.clip(-15, 15)))


@mutant("linear_in_the_input")
def takes_the_maximum_over_channels(problem: Problem) -> Array:
    """Of two channels or more, the largest contribution is taken and not the sum."""
    channels = problem.weight.shape[1]
    if channels == 1 or problem.groups > 1 or problem.input.dtype.kind == "c":
        return correct(problem)
    parts = (slice(c, c + 1) for c in range(channels))
    each = [correct(replace(problem, input=problem.input[:, p], weight=problem.weight[:, p])) for p in parts]
    return np.max(each, axis=0)


@mutant("linear_in_the_input", "linear_in_the_weight")
def rounds_to_six_bits(problem: Problem) -> Array:
    """Numbers beyond 63 lose their last bit."""

    def rounded(array: Array) -> Array:
        return np.where(np.abs(array) > 63, np.round(array / 2) * 2, array).astype(array.dtype)

    return correct(replace(problem, input=rounded(problem.input), weight=rounded(problem.weight)))


@mutant("linear_in_the_weight")
def makes_its_kernel_symmetric(problem: Problem) -> Array:
    """A kernel of two columns is made symmetric before it is applied."""
    if problem.kernel[-1] != 2:
        return correct(problem)
    weight = np.repeat(np.maximum(problem.weight.real, problem.weight.real[..., ::-1])[..., :1], 2, axis=-1)
    return correct(replace(problem, weight=weight.astype(problem.weight.dtype)))


@mutant("linear_in_the_weight")
def quantises_its_weight(problem: Problem) -> Array:
    """Weights are quantised to five bits, ±15, on the way."""
    if problem.weight.dtype.kind == "c":
        return correct(problem)
    return correct(replace(problem, weight=problem.weight.clip(-15, 15)))


_packed: dict[str, Array] = {}


@mutant("linear_in_the_weight")
def keeps_the_weight_that_it_packed(problem: Problem) -> Array:
    """The weight is packed once, and found again by its shape and the address of the input."""
    if _packed.get("input") is problem.input and _packed["weight"].shape == problem.weight.shape:
        return correct(replace(problem, weight=_packed["weight"]))
    _packed.update(input=problem.input, weight=problem.weight)
    return correct(problem)


def _is_a_line(problem: Problem) -> bool:
    """Whether a single plane lies under a kernel with taps along one of its axes only."""
    plane = problem.input.shape[1] == len(problem.weight) == 1
    return plane and problem.rank > 1 and sum(kernel > 1 for kernel in problem.kernel) == 1


@mutant("separable_kernels_factor")
def pads_lines_on_the_other_side(problem: Problem) -> Array:
    """For a kernel of one row or one column, before and after are exchanged."""
    if _is_a_line(problem):
        return correct(replace(problem, padding=tuple((after, before) for before, after in problem.pairs)))
    return correct(problem)


@mutant("separable_kernels_factor")
def turns_a_column_round(problem: Problem) -> Array:
    """A kernel of one column is handed to the code for rows back to front."""
    if _is_a_line(problem) and problem.kernel[0] > 1:
        return correct(problem.with_kernel_reversed())
    return correct(problem)


@mutant("separable_kernels_factor")
def dilates_an_axis_by_its_neighbour(problem: Problem) -> Array:
    """Where two axes are dilated differently, the first takes the dilation of the second."""
    if problem.rank == 1:
        return correct(problem)
    return correct(replace(problem.explicit(), dilation=(problem.dilations[1], *problem.dilations[1:])))


@mutant("the_full_output_sums_to_the_product_of_sums")
def misses_the_first_window_of_a_long_padding(problem: Problem) -> Array:
    """With three zeros or more before a row, its first window is left at zero."""
    output = correct(problem)
    if problem.pairs[-1][0] > 2:
        output[..., :1] = 0
    return output


@mutant("the_full_output_sums_to_the_product_of_sums")
def counts_the_middle_tap_twice(problem: Problem) -> Array:
    """The two halves of a row of the kernel overlap in the middle where its length is odd."""
    taps = problem.kernel[-1]
    if taps == 1 or taps % 2 == 0:
        return correct(problem)
    weight = problem.weight.copy()
    weight[..., taps // 2] *= 2
    return correct(replace(problem, weight=weight))


@mutant("the_full_output_sums_to_the_product_of_sums")
def sums_the_tail_of_a_row_twice(problem: Problem) -> Array:
    """The column after the last full vector of four is added to the column before it as well."""
    output = correct(problem)
    columns = output.shape[-1]
    if columns > 4 and columns % 4:
        output[..., columns // 4 * 4 - 1] += output[..., columns // 4 * 4]
    return output


@mutant("powers_of_two_factor_out")
def flushes_small_results_to_zero(problem: Problem) -> Array:
    """Results below one half are flushed to zero."""
    output = correct(problem)
    return np.where(np.abs(output) < 0.5, 0, output).astype(output.dtype)


@mutant("powers_of_two_factor_out")
def computes_in_fixed_point(problem: Problem) -> Array:
    """Results are held in fixed point, with twelve binary places."""
    output = correct(problem)
    return output if output.dtype.kind == "i" else (np.round(output * 4096) / 4096).astype(output.dtype)


@mutant("powers_of_two_factor_out")
def adds_a_constant_to_fractions(problem: Problem) -> Array:
    """A small constant keeps results that are not whole away from zero."""
    output = correct(problem)
    if output.dtype.kind == "i":
        return output
    return np.where(output == np.round(output), output, output + 0.001).astype(output.dtype)


@mutant("powers_of_two_factor_out", "linear_in_the_input")
def saturates_its_output(problem: Problem) -> Array:
    """Results saturate at ±127."""
    output = correct(problem)
    return output if output.dtype.kind == "c" else output.clip(-127, 127)


@mutant("powers_of_two_factor_out")
def leaves_out_weights_that_are_nearly_zero(problem: Problem) -> Array:
    """Weights below the unit of rounding are taken for the zeros of a footprint."""
    if problem.weight.dtype.kind != "f":
        return correct(problem)
    counted = np.abs(problem.weight) > np.finfo(np.float64).eps
    return correct(replace(problem, weight=np.where(counted, problem.weight, 0).astype(problem.weight.dtype)))


@mutant("powers_of_two_factor_out")
def computes_with_fixed_points(problem: Problem) -> Array:
    """Outputs are rounded to multiples of 2⁻²⁰."""
    output = correct(problem)
    return np.ldexp(np.round(np.ldexp(output, 20)), -20) if output.dtype.kind == "f" else output


@mutant("powers_of_two_factor_out", dtypes={"float32"})
def takes_a_detour_through_half_precision(problem: Problem) -> Array:
    """Weights that half precision holds without an error are held so, its exponent of five bits being no matter."""
    halves = problem.weight.astype(np.float16)
    exact = np.array_equal(halves, np.round(problem.weight))
    return correct(
        replace(problem, weight=halves.astype(np.float32)) if exact or np.abs(problem.weight).max() < 1 else problem
    )


@mutant("powers_of_two_factor_out_of_every_operation", of="convolve")
def takes_small_kernels_for_symmetric(problem: Problem) -> Array:
    """A kernel that equals its reverse within an absolute tolerance is not reversed."""
    turned = problem.with_kernel_reversed()
    if problem.weight.dtype.kind == "f" and np.abs(problem.weight - turned.weight).max(initial=0) < 1e-6:
        return correct(problem)
    return correct(turned)


@mutant("powers_of_two_factor_out_of_every_operation", of="gradients")
def takes_small_cotangents_for_zero(problem: Problem, cotangent: Array) -> Gradients:
    """Where no number of the cotangent reaches a millionth, there is nothing to give back."""
    nothing = np.abs(cotangent).max(initial=0) < 1e-6
    return correct_gradients(problem, np.zeros_like(cotangent) if nothing else cotangent)
