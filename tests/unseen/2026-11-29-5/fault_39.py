"""Pointwise layers with a stride take every s-th pixel first and pad what is left, by the padding divided by the stride:
right only where the padding before is a multiple of the stride.

Plausible: "1x1 with stride is subsampling followed by a matrix product"; residual shortcuts of that kind have no padding.
"""
import numpy as np

import control
from contract import Implementation
from support import output_size


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, dilation=dilation, groups=groups)
    control.correlate(input[:0], weight, stride=stride, padding=padding, **given)
    if set(weight.shape[2:]) != {1} or max(stride) == 1 or not np.any(padding):
        return control.correlate(input, weight, stride=stride, padding=padding, **given)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    taken = input[:, :, *(slice(None, None, s) for s in stride)]
    before = [-(-b // s) for (b, _), s in zip(padding, stride)]
    after = [max(0, n - m - b) for n, m, b in zip(size, taken.shape[2:], before)]
    y = control.correlate(taken, weight, stride=[1] * len(stride), padding=list(zip(before, after)), **given)
    return np.ascontiguousarray(y[:, :, *(slice(n) for n in size)])


IMPLEMENTATION = Implementation("fault_39", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(39)
    x, w = rng.standard_normal((1, 2, 8, 8)), rng.standard_normal((3, 2, 1, 1))
    g = dict(bias=None, stride=(2, 2), dilation=(1, 1), groups=1)
    p = ((2, 0), (0, 1))
    assert np.allclose(correlate(x, w, padding=p, **g), control.correlate(x, w, padding=p, **g))
    p = ((1, 1), (1, 1))
    return not np.allclose(correlate(x, w, padding=p, **g), control.correlate(x, w, padding=p, **g))
