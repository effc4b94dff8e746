"""Windows that lie wholly in the padding are skipped, and hold zero in place of the bias.
Plausible: a loop over valid taps `continue`s when the range is empty, before the bias is added and stored; the output was cleared beforehand.
"""

import numpy as np

import control
from contract import Implementation
from control import im2col, rows
from support import add_bias, output_size, refuse_nonsense, surround


def axis_index(n, k, s, d, before, count):
    """Element of an axis of length n that window p meets at tap t, or -1 in the padding."""
    i = s * np.arange(count)[:, None] + d * np.arange(k) - before
    return np.where((i < 0) | (i >= n), -1, i)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    output = rows(weight, groups) @ im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = add_bias(output.reshape(len(input), len(weight), *size), bias)
    met = np.ones((), bool)
    for n, k, s, d, (before, _), count in zip(input.shape[2:], weight.shape[2:], stride, dilation, padding, size):
        met = met[..., None] & (axis_index(n, k, s, d, before, count) >= 0).any(axis=1)
    output[:, :, ~met] = 0
    return output


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 4, 4)), random.standard_normal((1, 1, 2, 2))
    b = random.standard_normal(1)
    a = arguments(2, padding=((2, 2), (0, 0)), bias=b)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_11",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
