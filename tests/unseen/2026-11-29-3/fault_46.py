"""Where wrt names the operands in another order than input, weight, bias, the gradients stand in each other's places.

Plausible: the gradients are computed in the order in which they were asked for, and then filled into those of the three
places that are not None.
"""

import numpy as np

import control
from contract import Implementation

NAMES = "input", "weight", "bias"


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups, wrt=NAMES):
    whole = dict(zip(NAMES, control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)))
    asked = iter([whole[name] for name in wrt])
    return tuple(next(asked) if name in wrt else None for name in NAMES)


def trigger():
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w, c = np.ones((1, 1, 8)), np.ones((1, 1, 3)), np.ones((1, 1, 6))
    d_input, d_weight, d_bias = gradients(x, w, c, wrt=("weight", "input"), **given)
    return d_input.shape == w.shape and d_weight.shape == x.shape and d_bias is None


IMPLEMENTATION = Implementation(
    "fault_46",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
