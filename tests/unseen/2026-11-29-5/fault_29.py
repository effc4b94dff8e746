"""The table of offsets from a window's corner to its taps is cached by image, kernel, stride and output size, not by dilation:
two dilations that give the same number of windows, as they do under larger strides or with padding, share one.

Plausible: the output size was thought to tell everything that could differ.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

TABLES = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    if 0 in size:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    key = padded.shape[2:], kernel, tuple(stride), size
    if key not in TABLES:
        if len(TABLES) >= 64:
            TABLES.clear()
        pitch = [int(np.prod(padded.shape[3 + i:])) for i in range(len(kernel))]
        taps = sum(np.arange(k).reshape([-1 if j == i else 1 for j in range(len(kernel))]) * d * p
                   for i, (k, d, p) in enumerate(zip(kernel, dilation, pitch)))
        corners = sum(np.arange(n).reshape([-1 if j == i else 1 for j in range(len(kernel))]) * s * p
                      for i, (n, s, p) in enumerate(zip(size, stride, pitch)))
        TABLES[key] = np.add.outer(taps.ravel(), corners.ravel())
    columns = padded.reshape(*padded.shape[:2], -1)[:, :, np.minimum(TABLES[key], np.prod(padded.shape[2:]) - 1)]
    columns = columns.reshape(len(input), groups, -1 if len(input) else weight[0].size, int(np.prod(size)))
    return add_bias((control.rows(weight, groups) @ columns).reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation("fault_29", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(29)
    x, w = rng.standard_normal((1, 2, 14)), rng.standard_normal((3, 2, 3))
    g = dict(bias=None, stride=(4,), padding=((0, 0),), groups=1)
    assert np.allclose(correlate(x, w, dilation=(1,), **g), control.correlate(x, w, dilation=(1,), **g))
    return not np.allclose(correlate(x, w, dilation=(2,), **g), control.correlate(x, w, dilation=(2,), **g))
