"""scipy.ndimage.correlate and convolve: filters that keep the size, with five boundaries."""

from scipy import ndimage

from spec import Deviation, Implementation

# What ndimage calls reflect repeats the edge, which numpy.pad calls symmetric.
MODES = {"zero": "constant", "edge": "nearest", "reflect": "mirror", "symmetric": "reflect", "wrap": "wrap"}


def correlate(input, weight, *, padding, boundary):
    return ndimage.correlate(input[0, 0], weight[0, 0], mode=MODES[boundary])[None, None]


def convolve(input, weight, *, padding, boundary):
    return ndimage.convolve(input[0, 0], weight[0, 0], mode=MODES[boundary])[None, None]


IMPLEMENTATION = Implementation(
    "scipy_ndimage",
    correlate,
    convolve,
    batched=False,
    paddings={"same_lower"},
    dtypes={"float32", "float64", "int32", "int64", "complex128"},
)
