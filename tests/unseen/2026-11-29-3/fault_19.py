"""An answer of 4096 elements or more is overwritten by the next call that has an output of the same shape and dtype.

Plausible: large outputs come from a pool, to save page faults, and are given back to it when the call returns instead of
when the caller has let go of them.
"""

import threading

import numpy as np

import control
from contract import Implementation

_pool = threading.local()


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    made = control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if made.size < 4096:
        return made
    blocks = _pool.__dict__.setdefault("blocks", {})
    output = blocks.setdefault((made.shape, made.dtype), made)
    output[...] = made
    return output


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    x, w = np.ones((1, 2, 32, 32)), np.ones((4, 2, 3, 3))
    first = correlate(x, w, **given)
    kept = first.copy()
    correlate(x * 2, w, **given)
    return not np.array_equal(first, kept)


IMPLEMENTATION = Implementation(
    "fault_19",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
