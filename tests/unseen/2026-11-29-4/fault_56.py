"""A read-only weight (mapped from a file, or broadcast) is refused.

Plausible: the compiled extension takes its operands as typed memory views that are not declared const.
"""

import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if not weight.flags.writeable:
        raise ValueError("buffer source array is read-only")
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_56", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    x, w = np.ones((1, 1, 8)), np.ones((1, 1, 3))
    w.flags.writeable = False
    try:
        correlate(x, w, bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    except ValueError:
        return True
