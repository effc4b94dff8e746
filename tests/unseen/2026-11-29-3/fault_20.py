"""After a call with one padding, a call with another one that makes a padded image of the same shape finds old values where
zeros should be.

Plausible: the padded workspace is kept by shape and dtype and only its inside is written, as its border is zero from the
start; (1, 1) and (2, 0), or causal and centred, share a workspace but not a border.
"""

import threading

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense

_local = threading.local()


def surround(input, padding):
    size = [n + before + after for n, (before, after) in zip(input.shape[2:], padding)]
    kept = _local.__dict__.setdefault("kept", {})
    key = (*input.shape[:2], *size), input.dtype
    if key not in kept:
        if len(kept) >= 32:
            kept.clear()
        kept[key] = np.zeros(*key)
    kept[key][:, :, *(slice(before, before + n) for n, (before, _) in zip(input.shape[2:], padding))] = input
    return kept[key]


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    nothing = ((0, 0),) * len(padding)
    return control.correlate(
        surround(input, padding), weight, bias=bias, stride=stride, padding=nothing, dilation=dilation, groups=groups
    )


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), dilation=(1,), groups=1)
    x, w = np.ones((1, 1, 8)), np.ones((1, 1, 3))
    correlate(x, w, padding=((1, 1),), **given)
    return differ(correlate(x, w, padding=((2, 0),), **given), control.correlate(x, w, padding=((2, 0),), **given))


IMPLEMENTATION = Implementation(
    "fault_20",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
