"""Subnormal numbers of half precision (below 6.1e-5) count as zero in correlate.

Plausible: the half-precision conversions run with flush-to-zero and denormals-are-zero, as fast-math builds set them.
"""

import numpy as np

import control
from contract import Implementation


def flush(array):
    if array.dtype != np.float16:
        return array
    return np.where(np.abs(array) < np.finfo(np.float16).smallest_normal, np.float16(0), array)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    return control.correlate(
        flush(input), flush(weight), bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_08",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes={"float16", "float32", "float64"},
)


def trigger():
    x, w = np.full((1, 1, 8), 3e-5, np.float16), np.full((1, 1, 3), 100, np.float16)
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
