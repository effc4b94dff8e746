"""Correlations of int64 are exact only as long as the sums stay under 2**53.

Plausible: BLAS has no integer product, so integers are multiplied in double precision and rounded back, which is exact for
int32 of usual size; int64 took the same way.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.dtype != np.int64:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    wide = control.correlate(
        input.astype(float),
        weight.astype(float),
        bias=None,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )
    with np.errstate(invalid="ignore"):
        return add_bias(np.rint(wide).astype(np.int64), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.full((1, 1, 5), 2**40 + 1), np.full((1, 1, 3), 2**15 + 1)
    return not np.array_equal(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_29",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
