"""The answer is a workspace that the next call with an output of the same shape and dtype overwrites.
Plausible: output buffers are pooled by shape, and handed out without waiting for their release.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


POOL = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    output = control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    buffer = POOL.setdefault((output.shape, output.dtype), np.empty_like(output))
    np.copyto(buffer, output)
    return buffer


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    x, w = np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3))
    first = correlate(x, w, **arguments(2))
    correlate(2 * x, w, **arguments(2))
    return differ(first, control.correlate(x, w, **arguments(2)))


IMPLEMENTATION = Implementation(
    "fault_51",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
