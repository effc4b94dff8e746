"""Where a complex layer has a single filter per group, and every window is one dot product, the weight is conjugated.

Plausible: the matrix-vector branch calls vdot (BLAS's dotc) where the matrix product of the other branch does not conjugate.
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if weight.dtype.kind == "c" and len(weight) == groups:
        weight = weight.conj()
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_47", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "complex64", "complex128"})


def trigger():
    rng = np.random.default_rng(47)
    x, w = (rng.standard_normal(s) + 1j * rng.standard_normal(s) for s in ((1, 2, 8), (1, 2, 3)))
    g = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
