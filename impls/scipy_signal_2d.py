"""scipy.signal.correlate2d and convolve2d, with their boundaries."""

from scipy import signal

from spec import Deviation, Implementation

from ._deviations import answers_a_kernel_without_taps, exchanges_its_arguments

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
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128"},
    deviations=[
        exchanges_its_arguments(witness="1x1x1x1 * 1x1x1x2 pvalid"),
        answers_a_kernel_without_taps(witness="1x1x1x1 * 1x1x1x0 pvalid"),
        Deviation(
            "convolution_is_correlation_with_the_kernel_reversed",
            when=lambda problem: problem.padding == "same_upper" and any(length % 2 == 0 for length in problem.kernel),
            because="mode='same' puts the odd zero after in correlate2d and before in convolve2d (scipy/scipy#1968)",
            witness="1x1x1x2 * 1x1x1x2 psame_upper",
        ),
    ],
)
