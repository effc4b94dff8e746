"""Gradients in half precision overflow for cotangents of 64 and more, although they can well be represented.

Plausible: the library applies a loss scale of 1024 by itself, to save small gradients, and divides it out again; the
cotangent is scaled in half precision.
"""

import numpy as np

import control
from contract import Implementation

SCALE = np.float16(1024)


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    if cotangent.dtype != np.float16:
        return control.gradients(input, weight, cotangent, **given)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = control.gradients(input, weight, cotangent * SCALE, **given)
        return tuple(gradient / SCALE for gradient in scaled)


IMPLEMENTATION = Implementation(
    "fault_47",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes={"float16", "float32", "float64"},
)


def trigger():
    x, w, c = np.full((1, 1, 6), 0.5, np.float16), np.ones((1, 1, 3), np.float16), np.full((1, 1, 4), 100, np.float16)
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    right = control.gradients(x, w, c, **given)
    ours = gradients(x, w, c, **given)
    return all(np.isfinite(g).all() for g in right) and not all(np.isfinite(g).all() for g in ours)
