"""convolve reverses the input and the padding, correlates and reverses the output, instead of reversing the kernel: under a
stride that does not divide the span of the windows these are counted from the wrong end.

Plausible: an identity that is right for stride 1 and cheap, as only views are turned.
"""
import numpy as np

import control
from contract import Implementation


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    axes = tuple(range(2, input.ndim))
    y = control.correlate(np.flip(input, axes), weight, bias=bias, stride=stride,
                          padding=[(after, before) for before, after in padding], dilation=dilation, groups=groups)
    return np.ascontiguousarray(np.flip(y, axes))


IMPLEMENTATION = Implementation("fault_49", control.correlate, convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(49)
    w = rng.standard_normal((2, 2, 3))
    g = dict(bias=None, stride=(2,), padding=((1, 0),), dilation=(1,), groups=1)
    even, odd = rng.standard_normal((1, 2, 8)), rng.standard_normal((1, 2, 9))
    assert np.allclose(convolve(even, w, **g), control.convolve(even, w, **g))
    return not np.allclose(convolve(odd, w, **g), control.convolve(odd, w, **g))
