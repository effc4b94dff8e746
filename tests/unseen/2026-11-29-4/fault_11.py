"""A depthwise layer in int32 returns int64.

Plausible: the depthwise path multiplies and sums over the taps, and NumPy's sum promotes integers that are narrower than
the platform's.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if not groups == input.shape[1] > 1:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = (control.rows(weight, groups)[:, :, :, None] * columns[:, :, None]).sum(axis=3)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_11",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes={"float32", "float64", "int32", "int64"},
)


def trigger():
    x, w = np.ones((1, 3, 5, 5), np.int32), np.ones((3, 1, 3, 3), np.int32)
    given = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=3)
    return correlate(x, w, **given).dtype != np.int32
