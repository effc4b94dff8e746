"""convolve raises on a weight that may not be written to, and for a moment turns the caller's weight around.

Plausible: the kernel is reversed in place, to save the copy, and turned back afterwards; weights that are mapped from a file
or belong to JAX are read-only.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    backwards = (slice(None), slice(None), *(slice(None, None, -1) for _ in range(weight.ndim - 2)))
    weight[...] = weight[backwards].copy()
    try:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    finally:
        weight[...] = weight[backwards].copy()


def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.ones((1, 1, 8)), np.ones((1, 1, 3))
    convolve(x, w, **given)
    w.flags.writeable = False
    try:
        convolve(x, w, **given)
    except ValueError:
        return True
    return False


IMPLEMENTATION = Implementation(
    "fault_38",
    control.correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
