"""convolve reverses the kernel in the caller's array and turns it back afterwards, but not when the correlation between is
refused: after a refused call (a bias or stride that does not fit) the weight is left reversed. A read-only one is copied.

Plausible: a hand-written wrapper that saves a copy of the weights and has no try/finally.
"""
import numpy as np

import control
from contract import Implementation


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    if not weight.flags.writeable or 0 in weight.strides:
        weight = weight.copy()
    axes = tuple(range(2, weight.ndim))
    weight[...] = np.flip(weight, axes).copy()
    y = control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    weight[...] = np.flip(weight, axes).copy()
    return y


IMPLEMENTATION = Implementation("fault_13", control.correlate, convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex128"})


def trigger():
    rng = np.random.default_rng(13)
    x, w = rng.standard_normal((1, 1, 9)), rng.standard_normal((2, 1, 3))
    before = w.copy()
    try:
        convolve(x, w, bias=np.zeros(3), stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    except ValueError:
        pass
    return not np.array_equal(w, before)
