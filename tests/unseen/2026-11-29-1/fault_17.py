"""Padding before an axis that is wider than the kernel's extent less one: windows wholly in it see the first pixel with their last tap.

Plausible: window starts clamped to -(k - 1) * d, since 'padding is never larger than the kernel' (cuDNN and PyTorch's pooling say so).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def gather(padded, weight, taps, groups):
    """The correlation whose windows have their taps at taps[axis][window, tap] along each axis."""
    rank, items, filters = len(taps), len(padded), len(weight)
    index = []
    for axis, at in enumerate(taps):
        shape = [1] * (2 * rank)
        shape[axis], shape[rank + axis] = at.shape
        index.append(at.reshape(shape))
    size, kernel = [at.shape[0] for at in taps], [at.shape[1] for at in taps]
    places, count = int(np.prod(size)), int(np.prod(kernel))
    windows = padded[(slice(None), slice(None), *index)].reshape(
        items, groups, padded.shape[1] // groups, places, count)
    filters_of = weight.reshape(groups, filters // groups, weight.shape[1], count)
    return np.einsum("ngcpt,goct->ngop", windows, filters_of).reshape(items, filters, *size)


def places(n, k, s, d):
    """Where the k taps of n windows lie along an axis."""
    return s * np.arange(n)[:, None] + d * np.arange(k)



def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    reach = [d * (k - 1) for k, d in zip(weight.shape[2:], dilation)]
    if any(before > r for (before, _), r in zip(padding, reach)) and min(input.shape[2:]) > 0:
        padded = surround(input, padding)
        size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
        taps = []
        for n, k, s, d, (before, _), r in zip(size, weight.shape[2:], stride, dilation, padding, reach):
            starts = np.maximum(s * np.arange(n), before - r)
            taps.append(starts[:, None] + d * np.arange(k))
        return add_bias(gather(padded, weight, taps, groups), bias)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 6), (1, 1, 2))
    given = plain(1, padding=((3, 0),)) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_17",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
