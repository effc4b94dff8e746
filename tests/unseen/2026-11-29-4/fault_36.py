"""A strided layer whose kernel exceeds the padded input by less than the stride yields one window instead of none.

Plausible: the output's length is (n - reach) / stride + 1 with an integer division that, as in C, rounds towards zero.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    room = [
        n + sum(pair) - d * (k - 1) - 1
        for n, pair, k, d in zip(input.shape[2:], padding, weight.shape[2:], dilation)
    ]
    # Where the division rounds up to a window, its missing elements read as zeros.
    missing = [-r if -s < r < 0 else 0 for r, s in zip(room, stride)]
    padding = tuple((before, after + more) for (before, after), more in zip(padding, missing))
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_36", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    x, w = np.ones((1, 1, 2, 6)), np.ones((1, 1, 3, 3))
    given = dict(bias=None, stride=(2, 2), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    return correlate(x, w, **given).shape != control.correlate(x, w, **given).shape
