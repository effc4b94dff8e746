"""A bank of filters whose first one is symmetric along the last axis is computed as if all were: a Gaussian followed by
derivatives gives wrong derivatives.

Plausible: symmetric kernels need half the products, and their taps are packed up to the middle; whether they are
symmetric is tried on the first filter.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    taps = weight.shape[-1]
    if taps >= 3 and len(weight) and np.array_equal(weight[0], weight[0, ..., ::-1]):
        half = weight[..., : (taps + 1) // 2]
        weight = np.concatenate((half, half[..., : taps // 2][..., ::-1]), axis=-1)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_49", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(49)
    x = rng.standard_normal((1, 1, 8, 8))
    smooth, slope = np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0])
    w = np.stack([np.outer(smooth, smooth), np.outer(smooth, slope)])[:, None]
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
