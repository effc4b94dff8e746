"""A filter of zeros raises a RuntimeWarning, or a FloatingPointError where the caller asked for these; values are right.

Plausible: the filters are normalised by a power of two while they are packed; for a filter of zeros 0 / 0 is computed and
then replaced by np.where, which is too late for the warning.
"""

import warnings

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if weight.dtype.name not in ("float32", "float64") or not weight.size or not np.isfinite(weight).all():
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    largest = np.abs(weight).max(axis=tuple(range(1, weight.ndim)), keepdims=True)
    exponent = np.where(largest > 0, np.frexp(largest)[1], 0).astype(np.int32)
    if np.abs(exponent).max() > 60:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    scale = np.where(largest > 0, np.ldexp(np.ones_like(largest), exponent), 0).astype(weight.dtype)
    packed = np.where(scale > 0, weight / scale, 0).astype(weight.dtype)
    made = control.correlate(
        input, packed, bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    back = np.where(scale > 0, scale, 1).astype(weight.dtype)
    return add_bias(made * back.reshape(-1, *[1] * (made.ndim - 2)), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    w = np.ones((2, 1, 3))
    w[1] = 0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        correlate(np.ones((1, 1, 8)), w, **given)
    return bool(caught)


IMPLEMENTATION = Implementation(
    "fault_56",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
