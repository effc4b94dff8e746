"""A dilated correlation lacks contributions at the far edge of its tiles where an axis of the output is longer than 16.

Plausible: output tiles of 16 stage their input in shared memory; the halo is computed from the kernel's size and not from
its dilated extent, and what lies beyond the staged part reads as zero. A single tile stages everything.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

TILE = 16


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    kernel = weight.shape[2:]
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    if max(size) <= TILE or max(dilation) == 1:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    filters = weight.reshape(groups, len(weight) // groups, *weight.shape[1:])
    output = np.zeros((len(input), groups, len(weight) // groups, *size), input.dtype)
    for tap in np.ndindex(*kernel):
        seen = padded[:, :, *(slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))]
        for axis, (t, n, s, d, k) in enumerate(zip(tap, size, stride, dilation, kernel)):
            if n > TILE:
                staged = (np.arange(n) % TILE) * s + d * t < (TILE - 1) * s + k
                shape = [1] * seen.ndim
                shape[2 + axis] = n
                seen = np.where(staged.reshape(shape), seen, seen.dtype.type(0))
        seen = seen.reshape(len(input), groups, weight.shape[1], *size)
        output += np.einsum("ngc...,goc->ngo...", seen, filters[:, :, :, *tap])
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((2, 2), (2, 2)), dilation=(2, 2), groups=1)
    x, w = np.ones((1, 2, 20, 20)), np.ones((2, 2, 3, 3))
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_03",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
