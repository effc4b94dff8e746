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
)
