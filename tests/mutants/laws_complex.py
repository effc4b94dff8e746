"""Mutants for the chapter on complex numbers: signs, conjugates, and parts that are stored in another order."""

from dataclasses import replace

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant("conjugating_all_conjugates_the_output", "a_complex_correlation_is_four_real_ones")
def has_a_wrong_sign_among_three_products(problem: Problem) -> Array:
    """A complex product is made of the real ones c(a + b), a(d − c) and b(c + d), and the second has a wrong sign."""
    output = correct(problem)
    if output.dtype.kind != "c":
        return output
    reals = correct(replace(problem, input=problem.input.real, weight=problem.weight.real, bias=None))
    return output + 2j * reals


@mutant("the_imaginary_unit_factors_out", "a_complex_correlation_is_four_real_ones")
def conjugates_its_kernel(problem: Problem) -> Array:
    """The kernel is conjugated, as a correlation of signals has it."""
    return correct(replace(problem, weight=problem.weight.conj()))


@mutant("the_imaginary_unit_factors_out")
def drops_the_imaginary_part_of_its_kernel(problem: Problem) -> Array:
    """Kernels are held as real numbers."""
    return correct(replace(problem, weight=problem.weight.real.astype(problem.weight.dtype)))


@mutant("a_complex_correlation_is_four_real_ones")
def forgets_the_dilation_of_complex_numbers(problem: Problem) -> Array:
    """Complex numbers are left to a routine that knows no dilation: taps lie next to each other."""
    if problem.input.dtype.kind != "c" or set(problem.dilations) == {1}:
        return correct(problem)
    near = replace(problem.extended(), dilation=1)
    return correct(near)[:, :, *map(slice, problem.output_size)]
