"""An unpadded input whose last axis is dense is read as if it were wholly C-contiguous: crops and channel slices of a larger
array (x[..., :w], x[:, ::2]) are read with the wrong row and plane pitch.

Plausible: a binding that checks `strides[-1] == itemsize` and passes only the pointer and the sizes on.
"""
import numpy as np
from numpy.lib.stride_tricks import as_strided

import control
from contract import Implementation


def dense(x):
    want = [x.itemsize]
    for n in x.shape[:1:-1] + x.shape[1:2]:
        want.insert(0, want[0] * n)
    if x.size and x.strides[-1] == x.itemsize and all(have >= w for have, w, n in zip(x.strides, want, x.shape) if n > 1):
        return as_strided(x, x.shape, want, writeable=False)
    return np.ascontiguousarray(x)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if not np.any(padding):
        input = dense(input)
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_16", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(16)
    x, w = rng.standard_normal((1, 2, 8, 9)), rng.standard_normal((1, 2, 3, 3))
    g = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
    x = x[:, :, :, :6]
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
