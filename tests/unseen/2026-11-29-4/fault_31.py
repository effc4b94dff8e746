"""The gradient of the input of a depthwise layer with a multiplier holds the part of each channel's last filter only.

Plausible: the depthwise backward kernel loops over the filters and stores into the filter's channel, which was right as
long as each channel had one.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    multiplier = len(weight) // groups
    if groups == input.shape[1] > 1 and multiplier > 1:
        last = slice(multiplier - 1, None, multiplier)
        d_input, _, _ = control.gradients(input, weight[last], cotangent[:, last], **given)
    return d_input, d_weight, d_bias


IMPLEMENTATION = Implementation(
    "fault_31", control.correlate, control.convolve, gradients=gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(31)
    x, w, c = (rng.standard_normal(s) for s in ((2, 3, 6, 6), (6, 1, 3, 3), (2, 6, 4, 4)))
    given = dict(stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=3)
    ours, right = gradients(x, w, c, **given), control.gradients(x, w, c, **given)
    return not np.allclose(ours[0], right[0])
