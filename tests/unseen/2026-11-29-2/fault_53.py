"""The key of the cached index tables holds the padding of an axis in total: a later call that parts it otherwise between before and after gets the earlier call's tables.
Plausible: the key is made of the sizes that the plan depends on, written when padding was symmetric.
"""

import numpy as np

import control
from contract import Implementation
from control import rows
from support import add_bias, output_size, refuse_nonsense


PLANS = {}


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
    totals = tuple(before + after for before, after in padding)
    key = (input.shape[2:], weight.shape[2:], tuple(stride), tuple(dilation), totals)
    if key not in PLANS:
        size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
        axes = zip(input.shape[2:], weight.shape[2:], stride, dilation, (p[0] for p in padding), size)
        PLANS[key] = [axis_index(*a) for a in axes]
    return from_indices(input, weight, bias, PLANS[key], groups)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 5, 5)), random.standard_normal((1, 1, 3, 3))
    correlate(x, w, **arguments(2, padding=((1, 0), (0, 0))))
    a = arguments(2, padding=((0, 1), (0, 0)))
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_53",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
