"""scipy.signal.correlate and convolve, computed by FFT."""

from spec import Implementation

from ._deviations import exchanges_its_arguments
from ._scipy_signal import MODES, by

correlate, convolve = by("fft")

IMPLEMENTATION = Implementation(
    "scipy_signal_fft",
    correlate,
    convolve,
    batched=False,
    paddings=set(MODES),
    rounding="transform",
    dtypes={"float32", "float64", "complex64", "complex128"},
    deviations=[exchanges_its_arguments(witness="1x1x1 * 1x1x2 pvalid")],
)
