"""A layer whose stride equals its kernel (a patch embedding) takes its patches from the middle of an image that leaves
two or more elements over.

Plausible: such layers are a reshape and a matrix product, after a crop to whole patches; the crop is that of the
preprocessing, about the centre.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    given = dict(bias=bias, stride=stride, dilation=dilation, groups=groups)
    kernel = weight.shape[2:]
    size = output_size(input.shape[2:], kernel, stride, dilation, padding)
    if tuple(stride) != kernel or set(dilation) != {1} or max(kernel) == 1 or 0 in size:
        return control.correlate(input, weight, padding=padding, **given)
    padded = surround(input, padding)
    first = [(n - m * k) // 2 for n, m, k in zip(padded.shape[2:], size, kernel)]
    patches = padded[:, :, *(slice(f, f + m * k) for f, m, k in zip(first, size, kernel))]
    return control.correlate(patches, weight, padding=((0, 0),) * len(kernel), **given)


IMPLEMENTATION = Implementation(
    "fault_54", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(54)
    w = rng.standard_normal((5, 3, 8, 8))
    given = dict(bias=None, stride=(8, 8), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    same = []
    for n in (32, 36):
        x = rng.standard_normal((1, 3, n, n))
        same.append(np.allclose(correlate(x, w, **given), control.correlate(x, w, **given)))
    return same == [True, False]
