"""The gradient of the bias is None where `wrt` names the bias but not the weight, as with a frozen kernel.

Plausible: the library computes it as a by-product of the weight's gradient and has no entry of its own for it.
"""

import numpy as np

import control
from contract import Implementation


def gradients(
    input, weight, cotangent, *, stride, padding, dilation, groups, wrt=("input", "weight", "bias")
):
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    if "input" not in wrt:
        d_input = None
    if "weight" not in wrt:
        return d_input, None, None
    return d_input, d_weight, d_bias if "bias" in wrt else None


IMPLEMENTATION = Implementation(
    "fault_34", control.correlate, control.convolve, gradients=gradients, transposed=control.transposed
)


def trigger():
    x, w, c = np.ones((1, 1, 5)), np.ones((1, 1, 3)), np.ones((1, 1, 3))
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    return gradients(x, w, c, **given, wrt=("input", "bias"))[2] is None
