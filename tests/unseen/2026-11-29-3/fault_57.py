"""Windows that stick out of the image on both sides take its last element for those that lie behind it.

Plausible: the taps of a window at the border are limited by "if it begins before the image ... elif it ends behind it"; only
large kernels on small maps (7 taps and padding 3 on a map of 3 or 5) do both.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    kernel, rank = weight.shape[2:], len(stride)
    size = output_size(input.shape[2:], kernel, stride, dilation, padding)
    if not input.size or min(size) < 1:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    # Index n of every axis is a zero.
    image = np.pad(input, [(0, 0), (0, 0), *[(0, 1)] * rank])
    places = []
    for n, k, m, s, d, (before, _) in zip(input.shape[2:], kernel, size, stride, dilation, padding):
        place = d * np.arange(k)[:, None] + s * np.arange(m) - before
        early, late = place < 0, place >= n
        both = early.any(axis=0) & late.any(axis=0)
        places.append(np.where(early, n, np.where(late, np.where(both, n - 1, n), place)).reshape(-1))
    windows = image[:, :, *np.ix_(*places)].reshape(*input.shape[:2], *(n for pair in zip(kernel, size) for n in pair))
    windows = windows.transpose(0, 1, *range(2, 2 + 2 * rank, 2), *range(3, 3 + 2 * rank, 2))
    columns = windows.reshape(len(input), groups, int(np.prod(weight.shape[1:])), int(np.prod(size)))
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
    given = dict(bias=None, stride=(1, 1), padding=((3, 3), (3, 3)), dilation=(1, 1), groups=1)
    w = np.ones((2, 1, 7, 7))
    for n, wrong in ((7, False), (5, True)):
        x = np.ones((1, 1, n, n))
        if differ(correlate(x, w, **given), control.correlate(x, w, **given)) != wrong:
            return False
    return True


IMPLEMENTATION = Implementation(
    "fault_57",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
