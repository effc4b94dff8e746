"""The gradient of the bias is a view of the cotangent where the batch has one item and the output one element for each
filter: when the caller writes into the cotangent, the gradient changes.

Plausible: there is nothing to be summed, so that a reshape will do.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    if cotangent.size == len(d_bias):
        d_bias = cotangent.reshape(len(d_bias))
    return d_input, d_weight, d_bias


IMPLEMENTATION = Implementation(
    "fault_17", control.correlate, control.convolve, gradients=gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(17)
    x, w, c = (rng.standard_normal(s) for s in ((1, 2, 4, 4), (3, 2, 4, 4), (1, 3, 1, 1)))
    d_bias = gradients(x, w, c, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)[2]
    before = d_bias.copy()
    c[...] = 0
    return not np.array_equal(d_bias, before)
