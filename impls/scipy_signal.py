"""scipy.signal.correlate and convolve, computed directly."""

from spec import Deviation, Implementation

from ._deviations import answers_a_kernel_without_taps, exchanges_its_arguments
from ._scipy_signal import MODES, by

correlate, convolve = by("direct")

IMPLEMENTATION = Implementation(
    "scipy_signal",
    correlate,
    convolve,
    batched=False,
    paddings=set(MODES),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128"},
    deviations=[
        exchanges_its_arguments(witness="1x1x1 * 1x1x2 pvalid"),
        answers_a_kernel_without_taps(witness="1x1x1x1 * 1x1x1x0 pvalid"),
        *(
            Deviation(
                law,
                when=lambda problem: (
                    problem.rank > 1 and problem.padding == "full" and problem.weight.size > problem.input.size
                ),
                because="mode='full' exchanges its arguments where the kernel is longer, and multiplies by zeros",
                witness="1x1x1x2 * 1x1x1x3 pfull",
            )
            for law in ("a_nan_stays_in_its_windows", "an_infinity_stays_in_its_windows")
        ),
    ],
)
