"""The gradients refuse a cotangent or input with an infinity or NaN.

Plausible: the matrix products go through a linear-algebra wrapper that checks for finite numbers by default.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    input, cotangent = np.asarray_chkfinite(input), np.asarray_chkfinite(cotangent)
    return control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_55", control.correlate, control.convolve, gradients=gradients, transposed=control.transposed
)


def trigger():
    x, w, c = np.ones((1, 1, 8)), np.ones((1, 1, 3)), np.ones((1, 1, 6))
    c[0, 0, 0] = np.inf
    try:
        gradients(x, w, c, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    except ValueError:
        return True
