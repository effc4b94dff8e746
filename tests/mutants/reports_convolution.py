"""Reported faults of convolution proper, which reverses the kernel."""

from spec import Problem

from ._mutant import Array, correct, mutant


@mutant(
    "convolution_is_correlation_with_the_kernel_reversed",
    report="astrorama/SourceXtractorPlusPlus#72",
    of="convolve",
)
def offers_its_correlation_as_a_convolution(problem: Problem) -> Array:
    """What is called convolution does not reverse the kernel."""
    return correct(problem)
