"""scipy.signal.correlate and convolve, computed directly."""

from scipy import signal

from spec import Deviation, Implementation

MODES = {"valid": "valid", "full": "full", "same_lower": "same"}


def correlate(input, weight, *, padding):
    # scipy conjugates its second argument; the specification conjugates nothing.
    return signal.correlate(input[0, 0], weight[0, 0].conj(), MODES[padding], method="direct")[None, None]


def convolve(input, weight, *, padding):
    return signal.convolve(input[0, 0], weight[0, 0], MODES[padding], method="direct")[None, None]


IMPLEMENTATION = Implementation(
    "scipy_signal",
    correlate,
    convolve,
    batched=False,
    paddings=set(MODES),
    dtypes={"float32", "float64", "int32", "int64", "complex128"},
    deviations=[
        Deviation(
            "no_window_is_never_invented",
            when=lambda problem: problem.padding == "valid",
            because="mode='valid' exchanges its arguments where the kernel is the longer one",
            witness="1x1x1 * 1x1x2 pvalid",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: problem.rank > 1 and 0 in problem.kernel,
            because="a kernel without taps gives an output without elements",
            witness="1x1x1x1 * 1x1x1x0 pvalid",
        ),
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
