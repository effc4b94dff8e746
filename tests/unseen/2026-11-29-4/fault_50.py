"""A filter whose taps add up to zero (a Laplacian, a Sobel filter) gives only its bias.

Plausible: pruned filters are skipped, and recognised by their sum instead of the sum of their magnitudes.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    output = control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    with np.errstate(all="ignore"):
        pruned = weight.sum(axis=tuple(range(1, weight.ndim))) == 0
    if pruned.any():
        output[:, pruned] = add_bias(np.zeros_like(output[:, pruned]), None if bias is None else bias[pruned])
    return output


IMPLEMENTATION = Implementation(
    "fault_50",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes={"float32", "float64", "int32", "int64"},
)


def trigger():
    x = np.arange(36.0).reshape(1, 1, 6, 6) ** 2
    w = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])[None, None]
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
