"""Dilated windows become NaN where an infinity or a NaN lies between their taps.

Plausible: dilation is done by a larger kernel with zeros between the taps, for which an ordinary kernel is at hand; zero
times infinity is NaN.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    spread = np.zeros((*weight.shape[:2], *(d * (k - 1) + 1 for k, d in zip(weight.shape[2:], dilation))), weight.dtype)
    spread[:, :, *(slice(None, None, d) for d in dilation)] = weight
    ones = (1,) * len(dilation)
    with np.errstate(invalid="ignore"):
        return control.correlate(input, spread, bias=bias, stride=stride, padding=padding, dilation=ones, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(2,), groups=1)
    x, w = np.ones((1, 1, 8)), np.ones((1, 1, 2))
    x[0, 0, 4] = np.nan
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_35",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
