"""convolve exchanges the padding before and after each axis: wrong where the two differ.

Plausible: it is written as a correlation of everything reversed, and the reversal of the padding was kept when only the
kernel came to be reversed.
"""

import numpy as np

import control
from contract import Implementation


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    return control.convolve(
        input,
        weight,
        bias=bias,
        stride=stride,
        padding=tuple((after, before) for before, after in padding),
        dilation=dilation,
        groups=groups,
    )


IMPLEMENTATION = Implementation(
    "fault_42", control.correlate, convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(42)
    x, w = rng.standard_normal((1, 2, 7)), rng.standard_normal((2, 2, 4))
    given = dict(bias=None, stride=(1,), padding=((1, 2),), dilation=(1,), groups=1)
    return not np.allclose(convolve(x, w, **given), control.convolve(x, w, **given))
