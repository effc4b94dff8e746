"""In float32, subnormal inputs and outputs are flushed to zero where the output's last axis has 8 elements or more.
Plausible: the vectorised kernel is compiled with -ffast-math, or sets FTZ and DAZ; the scalar one for narrow outputs does not.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    tiny = np.finfo(np.float32).tiny
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    flush = input.dtype == np.float32 and size[-1] >= 8
    if flush:
        input, weight = (np.where(abs(a) < tiny, np.float32(0), a) for a in (input, weight))
    output = control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    return np.where(abs(output) < tiny, np.float32(0), output) if flush else output


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def trigger():
    x, w = np.full((1, 1, 3, 10), 1e-40, np.float32), np.ones((1, 1, 3, 3), np.float32)
    ours, right = correlate(x, w, **arguments(2)), control.correlate(x, w, **arguments(2))
    return bool((ours == 0).all() and (right != 0).all())


IMPLEMENTATION = Implementation(
    "fault_50",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
