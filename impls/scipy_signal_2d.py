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
)
