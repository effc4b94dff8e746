"""After a refused call, NumPy's floating-point warnings stay switched off for the whole process (thread).

Plausible: they are switched off on entry and restored before the return, without a `finally`.
"""

import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    former = np.seterr(all="ignore")
    output = control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    np.seterr(**former)
    return output


IMPLEMENTATION = Implementation(
    "fault_22", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    before = np.geterr()
    try:
        x, w = np.ones((1, 2, 5)), np.ones((1, 3, 3))
        correlate(x, w, bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    except ValueError:
        return np.geterr() != before
    finally:
        np.seterr(**before)
