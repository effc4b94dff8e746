"""The gradient of the input is empty along an axis that is padded in front but not behind, as in causal layers.

Plausible: the padding is cut off by array[before:-after], which takes everything away where `after` is 0; only axes
without any padding were thought of.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    wide = [(0, 0), (0, 0), *padding]
    d_padded = np.pad(d_input, wide)
    cut = tuple(slice(before, -after) if before or after else slice(None) for before, after in wide)
    return d_padded[cut], d_weight, d_bias


IMPLEMENTATION = Implementation(
    "fault_41", control.correlate, control.convolve, gradients=gradients, transposed=control.transposed
)


def trigger():
    x, w, c = np.ones((1, 2, 8)), np.ones((3, 2, 3)), np.ones((1, 3, 8))
    return gradients(x, w, c, stride=(1,), padding=((2, 0),), dilation=(1,), groups=1)[0].shape != x.shape
