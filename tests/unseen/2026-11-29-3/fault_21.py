"""A call takes the windows of an earlier one that had the same padded size, kernel and output size, but another stride and
dilation.

Plausible: gather tables are cached; the key leaves out stride and dilation, thought to follow from the sizes. Stride 3, and
stride 2 with dilation 2, both give 3 windows of 3 taps in 9.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

_tables = {}


def table(sizes, kernel, size, stride, dilation):
    key = tuple(sizes), tuple(kernel), tuple(size)
    if key not in _tables:
        if len(_tables) >= 64:
            _tables.clear()
        flat = np.zeros((1, 1), int)
        for n, k, m, s, d in zip(sizes, kernel, size, stride, dilation):
            along = d * np.arange(k)[:, None] + s * np.arange(m)
            flat = flat[:, None, :, None] * n + along[None, :, None, :]
            flat = flat.reshape(flat.shape[0] * k, flat.shape[2] * m)
        _tables[key] = flat
    return _tables[key]


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    flat = table(padded.shape[2:], kernel, size, stride, dilation)
    pixels = padded.reshape(*padded.shape[:2], int(np.prod(padded.shape[2:])))
    columns = pixels[:, :, flat].reshape(len(input), groups, weight.shape[1] * flat.shape[0], flat.shape[1])
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, padding=((0, 0),), groups=1)
    x, w = np.arange(9.0).reshape(1, 1, 9), np.ones((1, 1, 3))
    correlate(x, w, stride=(3,), dilation=(1,), **given)
    other = dict(stride=(2,), dilation=(2,), **given)
    return differ(correlate(x, w, **other), control.correlate(x, w, **other))


IMPLEMENTATION = Implementation(
    "fault_21",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
