"""Windows are one or more elements too early where an axis has less padding before than after and the difference is no
multiple of the stride.

Plausible: the library underneath knows symmetric padding only; the wrapper takes the larger of both and cuts the superfluous
outputs off at the front, (after − before) // stride of them. TensorFlow's "same" at stride 2 pads (0, 1).
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    if min(size) < 1:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    both = tuple((max(pair), max(pair)) for pair in padding)
    made = control.correlate(input, weight, bias=bias, stride=stride, padding=both, dilation=dilation, groups=groups)
    starts = ((most - before) // s for (most, _), (before, _), s in zip(both, padding, stride))
    return made[:, :, *(slice(start, start + n) for start, n in zip(starts, size))].copy()


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, padding=((0, 1), (0, 1)), dilation=(1, 1), groups=1)
    x, w = np.arange(64.0).reshape(1, 1, 8, 8), np.ones((1, 1, 3, 3))
    for s, wrong in (((1, 1), False), ((2, 2), True)):
        if differ(correlate(x, w, stride=s, **given), control.correlate(x, w, stride=s, **given)) != wrong:
            return False
    return True


IMPLEMENTATION = Implementation(
    "fault_53",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
