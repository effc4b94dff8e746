"""scipy.signal.correlate and convolve, computed by FFT."""

from scipy import signal

from spec import Deviation, Implementation

MODES = {"valid": "valid", "full": "full", "same_lower": "same"}


def correlate(input, weight, *, padding):
    # scipy conjugates its second argument; the specification conjugates nothing.
    return signal.correlate(input[0, 0], weight[0, 0].conj(), MODES[padding], method="fft")[None, None]


def convolve(input, weight, *, padding):
    return signal.convolve(input[0, 0], weight[0, 0], MODES[padding], method="fft")[None, None]


IMPLEMENTATION = Implementation(
    "scipy_signal_fft",
    correlate,
    convolve,
    batched=False,
    rounding="transform",
    paddings=set(MODES),
    dtypes={"float32", "float64", "complex128"},
    deviations=[
        Deviation(
            "no_window_is_never_invented",
            when=lambda problem: problem.padding == "valid",
            because="mode='valid' exchanges its arguments where the kernel is the longer one",
            witness="1x1x1 * 1x1x2 pvalid",
        ),
    ],
)
