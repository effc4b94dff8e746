"""Where a padded feature map has more than 65,536 elements, the elements behind these are read from its beginning.

Plausible: the gather table of the windows holds offsets of 16 bits, to be half as large; it was made for layers of at most
256 x 256, and 512 x 512 or a signal of two seconds are not refused.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    flat = np.zeros((1, 1), np.uint16)
    for n, k, m, s, d in zip(padded.shape[2:], kernel, size, stride, dilation):
        along = (d * np.arange(k)[:, None] + s * np.arange(m)).astype(np.uint16)
        flat = (flat.astype(int)[:, None, :, None] * n + along[None, :, None, :]).astype(np.uint16)
        flat = flat.reshape(flat.shape[0] * k, flat.shape[2] * m)
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
    given = dict(bias=None, stride=(160,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.arange(88200.0).reshape(1, 1, 88200), np.ones((1, 1, 400))
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_28",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
