"""A number of filters that the groups do not divide is not refused; the filters left over give zero (and the bias).

Plausible: only the input's channels are checked, and each group's filters are counted by integer division.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if groups < 1 or len(weight) < groups or len(weight) % groups == 0 or weight.shape[1] * groups != input.shape[1]:
        return control.correlate(input, weight, **{**given, "bias": bias})
    whole = len(weight) // groups * groups
    refuse_nonsense(input, weight[:whole], None, stride, padding, dilation, groups)
    part = control.correlate(input, weight[:whole], **given)
    output = np.zeros((len(input), len(weight), *part.shape[2:]), part.dtype)
    output[:, :whole] = part
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_28", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    x, w = np.ones((1, 4, 6)), np.ones((5, 2, 3))
    output = correlate(x, w, bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=2)
    return output.shape == (1, 5, 4)
