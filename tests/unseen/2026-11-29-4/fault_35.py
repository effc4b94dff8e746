"""For some widths of a two-dimensional output (41, 47, 55, 61, 82, ...) the first window of some rows is taken from one
row above, beyond its end.

Plausible: windows are numbered through, and the row is found by multiplying by a float32 reciprocal of the width, which
for these rounds down.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    if len(size) != 2 or 0 in size:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    padded = surround(input, padding)
    wide = padded.shape[3]
    window = np.arange(size[0] * size[1])
    row = (window.astype(np.float32) * (np.float32(1) / np.float32(size[1]))).astype(np.intp)
    start = row * stride[0] * wide + (window - row * size[1]) * stride[1]
    y, x = np.indices(weight.shape[2:]).reshape(2, -1)
    offsets = (y * dilation[0] * wide + x * dilation[1])[:, None] + start
    flat = padded.reshape(len(input), input.shape[1], padded.shape[2] * wide)
    columns = flat[:, :, np.minimum(offsets, flat.shape[2] - 1)]
    columns = columns.reshape(len(input), groups, weight.shape[1] * len(y), len(window))
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_35", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(35)
    x, w = rng.standard_normal((1, 3, 57, 57)), rng.standard_normal((2, 3, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
