"""Where the kernel is longer than the image along every axis (a padded 7x7 layer on a 4x4 map), the output comes out
reversed.

Plausible: the longer operand is taken for the image, since the loops are written for that; exchanging the operands
reverses a correlation, and the output is not turned back.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    reach = [d * (k - 1) + 1 for k, d in zip(weight.shape[2:], dilation)]
    if any(r <= n for r, n in zip(reach, input.shape[2:])) or set(stride) != {1}:
        return control.correlate(input, weight, **given)
    output = control.correlate(input, weight, **given)
    return np.flip(output, tuple(range(2, input.ndim))).copy()


IMPLEMENTATION = Implementation(
    "fault_45", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(45)
    x, w = rng.standard_normal((1, 2, 4, 4)), rng.standard_normal((2, 1, 7, 7))
    given = dict(bias=None, stride=(1, 1), padding=((3, 3), (3, 3)), dilation=(1, 1), groups=2)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
