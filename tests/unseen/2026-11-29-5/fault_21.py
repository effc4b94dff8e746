"""A weight that is Fortran-ordered, as a transposed HWIO or (k, k, I, O) array is, is packed in the order of its memory: its
numbers end up at other taps and channels.

Plausible: `weight.ravel(order="K")` (or a raw pointer behind an `is_contiguous` that accepts F order) in the packing routine.
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if weight.flags.f_contiguous and not weight.flags.c_contiguous:
        weight = weight.ravel(order="K").reshape(weight.shape)
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_21", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(21)
    x, w = rng.standard_normal((1, 2, 6, 6)), rng.standard_normal((3, 3, 2, 4)).T
    g = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w.copy(order="C"), **g))
