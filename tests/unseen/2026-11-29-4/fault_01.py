"""The depthwise kernel takes the dilation of the first spatial axis for all axes: wrong where a depthwise layer is
dilated differently along its axes.

Plausible: the specialised depthwise kernel was written for square dilations and has a single `dilation` argument.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    depthwise = groups == input.shape[1] > 1
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    if not depthwise or 0 in size:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    # Offsets of the taps in the flat feature map, [taps, windows].
    whole = padded.shape[2:]
    taps = np.indices(weight.shape[2:]).reshape(len(size), -1)
    windows = np.indices(size).reshape(len(size), -1)
    offsets = np.zeros((taps.shape[1], windows.shape[1]), np.intp)
    for n, s, t, p in zip(whole, stride, taps, windows):
        offsets = offsets * n + dilation[0] * t[:, None] + s * p[None, :]
    flat = padded.reshape(len(input), groups, int(np.prod(whole)))
    columns = flat[:, :, np.minimum(offsets, flat.shape[2] - 1)]
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_01", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(1)
    x, w = rng.standard_normal((2, 4, 12, 12)), rng.standard_normal((4, 1, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (2, 2)), dilation=(1, 2), groups=4)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
