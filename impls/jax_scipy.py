"""jax.scipy.signal.correlate and convolve, computed directly."""

import jax.scipy.signal as signal
import numpy as np

from spec import Deviation, Implementation

from ._deviations import computes_in_float64, exchanges_its_arguments, largest_sum, wraps_around_nowhere
from ._jax import compilations

MODES = {"valid": "valid", "full": "full", "same_lower": "same"}


def correlate(input, weight, *, padding):
    # Like scipy's, it conjugates its second argument; the specification conjugates nothing.
    return np.asarray(signal.correlate(input[0, 0], weight[0, 0].conj(), MODES[padding], method="direct"))[None, None]


def convolve(input, weight, *, padding):
    return np.asarray(signal.convolve(input[0, 0], weight[0, 0], MODES[padding], method="direct"))[None, None]


def neither_contains_the_other(problem):
    """Whether the input is longer than the kernel on one axis, and shorter on another."""
    differences = [size - kernel for size, kernel in zip(problem.size, problem.kernel)]
    return min(differences) < 0 < max(differences)


def pads_the_kernel(law):
    return Deviation(
        law,
        when=lambda problem: (
            problem.padding != "valid"
            and all(size <= kernel for size, kernel in zip(problem.size, problem.kernel))
            and problem.input.dtype.itemsize <= 4
        ),
        because="where the kernel is as long as the input, or longer, it is the kernel that zeros are put around, and "
        "what is not finite in the input meets them",
        witness="1x1x3 * 1x1x3 pfull float32",
    )


IMPLEMENTATION = Implementation(
    "jax_scipy",
    correlate,
    convolve,
    batched=False,
    paddings=set(MODES),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16", "bfloat16"},
    compiles=compilations,
    deviations=[
        Deviation(
            "valid_problems_are_accepted",
            when=lambda problem: problem.padding != "valid" and neither_contains_the_other(problem),
            because="an input longer on one axis and shorter on another than the kernel is refused in every mode",
            witness="1x1x1x2 * 1x1x2x1 pfull",
        ),
        exchanges_its_arguments(witness="1x1x1 * 1x1x2 pvalid"),
        pads_the_kernel("a_nan_stays_in_its_windows"),
        pads_the_kernel("an_infinity_stays_in_its_windows"),
        computes_in_float64(witness="1x1x2 * 1x1x2 pvalid int64 wide:2"),
        Deviation(
            "agrees_with_the_definition",
            when=lambda problem: problem.input.dtype == "int32" and largest_sum(problem) > 2**24,
            because="sums of int32 go through float32, which holds 24 bits",
            witness="1x1x1x2 * 1x1x1x1 pvalid int32 wide:0",
        ),
        wraps_around_nowhere(witness="1x1x1 * 1x1x1 pvalid int32"),
        Deviation(
            "the_result_keeps_the_dtype",
            when=lambda problem: problem.input.dtype.kind == "i",
            because="integers come back as floats",
            witness="1x1x1 * 1x1x1 pvalid int64",
        ),
    ],
)
