"""A stride of 0 is accepted along axes on which the kernel spans the whole padded input, and gives the one window there.

Plausible: "if there is but one window the stride is never taken" - a branch for global kernels in front of the checks, which
skips the division that would have failed.
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if weight.ndim == input.ndim and len(stride) == len(padding) == len(dilation) == input.ndim - 2:
        reach = [d * (k - 1) + 1 for d, k in zip(dilation, weight.shape[2:])]
        stride = [1 if n + sum(p) == r else s for n, p, r, s in zip(input.shape[2:], padding, reach, stride)]
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_60", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    x, w = np.ones((1, 1, 5)), np.ones((1, 1, 5))
    try:
        correlate(x, w, bias=None, stride=(0,), padding=((0, 0),), dilation=(1,), groups=1)
    except ValueError:
        return False
    return True
