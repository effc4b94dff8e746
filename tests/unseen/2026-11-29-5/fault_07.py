"""The scratch image for the padded input is kept by its whole shape and its border cleared only when it is allocated: a
call with padding that follows one with less padding on a larger input of the same padded shape finds old pixels there.

Plausible: a workspace cache keyed by size, "the border is never written, so it stays zero".
"""
import threading

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense

LOCK = threading.Lock()
SCRATCH = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    shape = (*input.shape[:2], *(n + sum(pair) for n, pair in zip(input.shape[2:], padding)))
    with LOCK:
        key = shape, input.dtype.str
        if key not in SCRATCH:
            if len(SCRATCH) >= 16:
                SCRATCH.pop(next(iter(SCRATCH)))
            SCRATCH[key] = np.zeros(shape, input.dtype)
        padded = SCRATCH[key]
        padded[:, :, *(slice(b, b + n) for n, (b, _) in zip(input.shape[2:], padding))] = input
        size = output_size(shape[2:], weight.shape[2:], stride, dilation)
        columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
        output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation("fault_07", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(7)
    x, w = rng.standard_normal((1, 2, 10)), rng.standard_normal((1, 2, 3))
    g = dict(bias=None, stride=(1,), dilation=(1,), groups=1)
    correlate(x, w, padding=((0, 0),), **g)
    x, p = x[:, :, :8], ((2, 0),)
    return not np.allclose(correlate(x, w, padding=p, **g), control.correlate(x, w, padding=p, **g))
