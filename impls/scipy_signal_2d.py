"""scipy.signal.correlate2d and convolve2d, with their boundaries."""

from scipy import signal

from spec import Deviation, Implementation

MODES = {"valid": "valid", "full": "full", "same_upper": "same"}
BOUNDARIES = {"zero": "fill", "wrap": "wrap", "symmetric": "symm"}


def correlate(input, weight, *, padding, boundary):
    # scipy conjugates its second argument; the specification conjugates nothing.
    return signal.correlate2d(input[0, 0], weight[0, 0].conj(), MODES[padding], BOUNDARIES[boundary])[None, None]


def convolve(input, weight, *, padding, boundary):
    return signal.convolve2d(input[0, 0], weight[0, 0], MODES[padding], BOUNDARIES[boundary])[None, None]


IMPLEMENTATION = Implementation(
    "scipy_signal_2d",
    correlate,
    convolve,
    ranks={2},
    batched=False,
    paddings=set(MODES),
    boundaries=set(BOUNDARIES),
    dtypes={"float32", "float64", "int32", "int64", "complex128"},
    deviations=[
        Deviation(
            "no_window_is_never_invented",
            when=lambda problem: problem.padding == "valid",
            because="mode='valid' exchanges its arguments where the kernel is the longer one",
            witness="1x1x1x1 * 1x1x1x2 pvalid",
        ),
        Deviation(
            "invalid_problems_are_refused",
            when=lambda problem: 0 in problem.kernel,
            because="a kernel without taps gives an output without elements",
            witness="1x1x1x1 * 1x1x1x0 pvalid",
        ),
        Deviation(
            "convolution_is_correlation_with_the_kernel_reversed",
            when=lambda problem: problem.padding == "same_upper" and any(length % 2 == 0 for length in problem.kernel),
            because="mode='same' puts the odd zero after in correlate2d and before in convolve2d",
            witness="1x1x1x2 * 1x1x1x2 psame_upper",
        ),
    ],
)
