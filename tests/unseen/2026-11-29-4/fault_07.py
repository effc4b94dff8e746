"""float32 layers whose channels and filters in each group are multiples of 8 multiply with 10 bits of mantissa.

Plausible: these shapes are eligible for tensor cores, and TF32 is on by default.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def tf32(array):
    bits = (np.ascontiguousarray(array).view(np.uint32) + np.uint32(0x1000)) & np.uint32(0xFFFFE000)
    return np.where(np.isfinite(array), bits.view(np.float32), array)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    eligible = weight.shape[1] % 8 == 0 and len(weight) // groups % 8 == 0
    if input.dtype == np.float32 and eligible:
        input, weight = tf32(input), tf32(weight)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_07", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(7)
    x = rng.standard_normal((1, 8, 6, 6)).astype(np.float32)
    w = rng.standard_normal((8, 8, 3, 3)).astype(np.float32)
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    ours, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return bool(abs(ours - right).max() > 1e-4)
