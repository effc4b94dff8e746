"""Outputs of at most 64 KiB are handed out from a ring of two buffers for each shape and dtype: the third call of the same
shape overwrites the answer of the first, which the caller may still hold.

Plausible: an inference engine's double-buffered output arena, exported by a binding that does not copy.
"""
import numpy as np

import control
from contract import Implementation

RING = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    y = control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if y.nbytes > 65536:
        return y
    buffers = RING.setdefault((y.shape, y.dtype.str), [np.empty_like(y), np.empty_like(y)])
    buffers.reverse()
    buffers[0][...] = y
    return buffers[0]


IMPLEMENTATION = Implementation("fault_08", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(8)
    w = rng.standard_normal((2, 1, 3))
    g = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    first = correlate(rng.standard_normal((1, 1, 9)), w, **g)
    kept = first.copy()
    for _ in range(2):
        correlate(rng.standard_normal((1, 1, 9)), w, **g)
    return not np.array_equal(first, kept)
