"""An input shorter than the kernel by less than the stride gives one window, though none fits.
Plausible: (n - extent) / stride + 1 in C rounds towards zero, where Python's floor was meant.
"""

import numpy as np

import control
from contract import Implementation
from control import rows
from support import add_bias, refuse_nonsense


def from_indices(input, weight, bias, index, groups):
    """The correlation whose window p meets element index[axis][p, t] at tap t; -1 stands for a zero."""
    rank = input.ndim - 2
    source = np.pad(input, [(0, 0), (0, 0), *[(0, 1)] * rank])
    for axis in reversed(range(rank)):
        source = np.take(source, index[axis], axis=2 + axis)
    # Now [N, C, P1, T1, P2, T2, ...].
    order = (0, 1, *range(3, 3 + 2 * rank, 2), *range(2, 2 + 2 * rank, 2))
    size = tuple(len(i) for i in index)
    channels = input.shape[1] // groups * int(np.prod(weight.shape[2:]))
    columns = source.transpose(order).reshape(len(input), groups, channels, int(np.prod(size)))
    return add_bias((rows(weight, groups) @ columns).reshape(len(input), len(weight), *size), bias)


def axis_index(n, k, s, d, before, count):
    """Element of an axis of length n that window p meets at tap t, or -1 in the padding."""
    i = s * np.arange(count)[:, None] + d * np.arange(k) - before
    return np.where((i < 0) | (i >= n), -1, i)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    whole = zip(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    size = [max(0, int((n + b + a - d * (k - 1) - 1) / s) + 1) for n, k, s, d, (b, a) in whole]
    index = [axis_index(*a) for a in zip(input.shape[2:], weight.shape[2:], stride, dilation, (p[0] for p in padding), size)]
    return from_indices(input, weight, bias, index, groups)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 4, 2)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2, stride=(1, 2))
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_20",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
