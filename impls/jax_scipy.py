"""jax.scipy.signal.correlate and convolve, computed directly."""

import jax.scipy.signal as signal
import numpy as np

from spec import Deviation, Implementation

from . import _jax as _jax

MODES = {"valid": "valid", "full": "full", "same_lower": "same"}


def correlate(input, weight, *, padding):
    # Like scipy's, it conjugates its second argument; the specification conjugates nothing.
    return np.asarray(signal.correlate(input[0, 0], weight[0, 0].conj(), MODES[padding], method="direct"))[None, None]


def convolve(input, weight, *, padding):
    return np.asarray(signal.convolve(input[0, 0], weight[0, 0], MODES[padding], method="direct"))[None, None]


IMPLEMENTATION = Implementation(
    "jax_scipy",
    correlate,
    convolve,
    batched=False,
    paddings=set(MODES),
    dtypes={"float32", "float64", "int32", "int64", "complex128"},
    compiles=True,
)
