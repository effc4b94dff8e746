"""Layers of the same input and output size that differ in dilation and padding (as the branches of an atrous pyramid)
share one table of indices: all but the first are computed with the first one's dilation.

Plausible: the table is cached by the sizes of input, kernel and output and the stride, which seemed to fix the geometry.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense

_tables = {}


def table(shape, kernel, size, stride, padding, dilation):
    """Where in the flat image each tap of each window lies, [taps, windows]; one past the end for the padding."""
    taps = np.indices(kernel).reshape(len(kernel), -1)
    places = np.indices(size).reshape(len(size), -1)
    index = np.zeros((taps.shape[1], places.shape[1]), np.intp)
    outside = np.zeros(index.shape, bool)
    for n, t, p, s, d, (before, _) in zip(shape, taps, places, stride, dilation, padding):
        at = s * p[None, :] + d * t[:, None] - before
        outside |= (at < 0) | (at >= n)
        index = index * n + at
    index[outside] = int(np.prod(shape))
    return index


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    shape, kernel = input.shape[2:], weight.shape[2:]
    size = output_size(shape, kernel, stride, dilation, padding)
    key = shape, kernel, size, tuple(stride)
    index = _tables.get(key)
    if index is None:
        if len(_tables) >= 256:
            _tables.clear()
        index = _tables[key] = table(shape, kernel, size, stride, padding, dilation)
    flat = input.reshape(*input.shape[:2], int(np.prod(shape)))
    flat = np.concatenate((flat, np.zeros((*input.shape[:2], 1), input.dtype)), axis=2)
    columns = flat[:, :, index].reshape(len(input), groups, weight.shape[1] * len(index), index.shape[1])
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_15", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(15)
    x, w = rng.standard_normal((1, 2, 17, 17)), rng.standard_normal((2, 2, 3, 3))
    given = dict(bias=None, stride=(1, 1), groups=1)
    one, two = (dict(given, dilation=(d, d), padding=((d, d), (d, d))) for d in (1, 2))
    fine = np.allclose(correlate(x, w, **one), control.correlate(x, w, **one))
    return fine and not np.allclose(correlate(x, w, **two), control.correlate(x, w, **two))
