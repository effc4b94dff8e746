"""A kernel of at least 9 equal taps (a mean filter) is done by running sums over the whole image in its own precision:
in float32, a large image with a mean far from zero loses several digits.

Plausible: summed-area tables are the textbook way to do box filters.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    kernel, rank = weight.shape[2:], input.ndim - 2
    size = output_size(input.shape[2:], kernel, stride, dilation, padding)
    height = weight[:, :, *(slice(0, 1) for _ in kernel)]
    box = np.prod(kernel) >= 9 and set(dilation) == {1} and 0 not in size and (weight == height).all()
    if not box or not np.isfinite(input).all():
        return control.correlate(input, weight, **given)
    table = surround(input, padding)
    for axis in range(2, 2 + rank):
        zero = np.zeros_like(table.take([0], axis))
        table = np.concatenate((zero, np.cumsum(table, axis, dtype=table.dtype)), axis)
    for axis, (k, m, s) in enumerate(zip(kernel, size, stride), 2):
        start = s * np.arange(m)
        table = table.take(start + k, axis) - table.take(start, axis)
    given.update(stride=(1,) * rank, padding=((0, 0),) * rank)
    return control.correlate(table, height, **given)


IMPLEMENTATION = Implementation(
    "fault_44", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(44)
    x = (100 + rng.standard_normal((1, 1, 128, 128))).astype(np.float32)
    w = np.full((1, 1, 3, 3), 1 / 9, np.float32)
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    error = correlate(x, w, **given) - control.correlate(x, w, **given)
    return bool(abs(error).max() > 1e-2)
