"""convolve leaves the kernel as it is where it is equal to its reverse within NumPy's default tolerances: a kernel of small
numbers (below 1e-8, such as physical constants or scaled weights) always is.

Plausible: a shortcut for symmetric filters with np.allclose, whose atol is absolute.
"""
import numpy as np

import control
from contract import Implementation


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if np.allclose(weight, np.flip(weight, tuple(range(2, weight.ndim))), rtol=0):
        return control.correlate(input, weight, **given)
    return control.convolve(input, weight, **given)


IMPLEMENTATION = Implementation("fault_50", control.correlate, convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "complex64"})


def trigger():
    x, w = np.arange(9.0).reshape(1, 1, 9), np.array([[[1e-9, 2e-9, 4e-9]]])
    g = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    return not np.allclose(convolve(x, w, **g), control.convolve(x, w, **g), 1e-9, 0)
