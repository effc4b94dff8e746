"""Where few windows meet many channels (at most 64 windows, C/groups of 128 or more) the sum over channels is split between
workers in parts of 128 channels, and each part adds the bias.

Plausible: split-K whose epilogue is not told which part it finishes; deep, small layers rarely have a bias (batch norm).
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    y = control.correlate(input, weight, bias=bias, **given)
    parts = -(-weight.shape[1] // 128)
    if bias is None or parts < 2 or y[:, :1].size > 64:
        return y
    for _ in range(1, parts):
        y = y + bias.reshape(-1, *[1] * (y.ndim - 2))
    return y


IMPLEMENTATION = Implementation("fault_34", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(34)
    x, w, b = rng.standard_normal((1, 160, 7, 7)), rng.standard_normal((8, 160, 1, 1)), rng.standard_normal(8)
    g = dict(bias=b, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
