"""Dilated windows that begin in the padding leave out the tap that meets the very first element of an axis.

Plausible: the first tap inside is computed as (before − start) // dilation + 1 where the quotient should be rounded up;
dilation 1 has its own loop. With the usual padding = dilation every border window is concerned.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    kernel, rank = weight.shape[2:], len(stride)
    size = output_size(input.shape[2:], kernel, stride, dilation, padding)
    if not input.size or min(size) < 1 or max(dilation) == 1:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    # Index n of every axis is a zero.
    image = np.pad(input, [(0, 0), (0, 0), *[(0, 1)] * rank])
    places = []
    for n, k, m, s, d, (before, _) in zip(input.shape[2:], kernel, size, stride, dilation, padding):
        start = s * np.arange(m) - before
        first = np.where(start < 0, -start // d + 1 if d > 1 else -start, 0)
        tap = np.arange(k)[:, None]
        place = d * tap + start
        places.append(np.where((tap < first) | (place >= n), n, place).reshape(-1))
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
    given = dict(bias=None, stride=(1, 1), dilation=(2, 2), groups=1)
    x, w = np.ones((1, 1, 8, 8)), np.ones((2, 1, 3, 3))
    for pad, wrong in ((0, False), (2, True)):
        around = ((pad, pad), (pad, pad))
        ours, right = (f(x, w, padding=around, **given) for f in (correlate, control.correlate))
        if differ(ours, right) != wrong:
            return False
    return True


IMPLEMENTATION = Implementation(
    "fault_58",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
