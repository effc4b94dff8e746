"""A strided layer with more padding behind than in front (as "same" padding has it) is out of phase: its windows start
too early, unless the difference is a multiple of the stride.

Plausible: the library knows symmetric padding only, so that the larger one is put on both sides and the surplus windows
are cut off in front; with a stride the surplus is not a whole number of windows.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    both = tuple((max(pair), max(pair)) for pair in padding)
    output = control.correlate(
        input, weight, bias=bias, stride=stride, padding=both, dilation=dilation, groups=groups
    )
    first = [(max(pair) - pair[0]) // s for pair, s in zip(padding, stride)]
    return np.ascontiguousarray(output[:, :, *(slice(f, f + n) for f, n in zip(first, size))])


IMPLEMENTATION = Implementation(
    "fault_37", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(37)
    x, w = rng.standard_normal((1, 3, 8, 8)), rng.standard_normal((2, 3, 3, 3))
    given = dict(bias=None, padding=((0, 1), (0, 1)), dilation=(1, 1), groups=1)
    one, two = (dict(given, stride=(s, s)) for s in (1, 2))
    fine = np.allclose(correlate(x, w, **one), control.correlate(x, w, **one))
    return fine and not np.allclose(correlate(x, w, **two), control.correlate(x, w, **two))
