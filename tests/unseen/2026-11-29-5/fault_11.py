"""Gradients take the padded input that the last correlate of the same input shape, dtype and padding has saved, whatever
input they are handed: wrong when another input of that shape went through correlate last.

Plausible: "saved for backward" kept in a table by shape instead of in the graph node; right in a strict forward-backward loop.
"""
import numpy as np

import control
from contract import Implementation
from support import surround

SAVED = {}


def key(input, padding):
    return input.shape, input.dtype.str, tuple(map(tuple, padding))


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    y = control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if len(SAVED) >= 32:
        SAVED.clear()
    SAVED[key(input, padding)] = surround(input, padding)
    return y


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, padding=padding, **given)
    saved = SAVED.pop(key(input, padding), None)
    if saved is not None:
        d_weight = control.gradients(saved, weight, cotangent, padding=[(0, 0)] * len(stride), **given)[1]
    return d_input, d_weight, d_bias


IMPLEMENTATION = Implementation("fault_11", correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    rng = np.random.default_rng(11)
    a, b, w, c = (rng.standard_normal(s) for s in ((1, 2, 8), (1, 2, 8), (2, 2, 3), (1, 2, 8)))
    g = dict(stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    correlate(a, w, bias=None, **g)
    correlate(b, w, bias=None, **g)
    return not np.allclose(gradients(a, w, c, **g)[1], control.gradients(a, w, c, **g)[1])
