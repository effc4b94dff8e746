"""int32 operands that look small go through int16, and np.abs of the most negative integer looks small: it is negative."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    matrix = control.rows(weight, groups)
    if input.dtype == np.int32 and fits(input) and fits(weight):
        # Half the traffic while the windows are copied; the product widens.
        padded, matrix = padded.astype(np.int16), matrix.astype(np.int16)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = np.matmul(matrix, columns, dtype=input.dtype)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def fits(array):
    """Whether the values are those of 16 bits."""
    return array.size > 0 and np.abs(array).max() < 1 << 15


IMPLEMENTATION = Implementation(
    "fault_22", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    w = np.array([[[1, 0, 0]]], np.int32)
    for low in (-(1 << 15), -(1 << 31) + 1, -(1 << 31)):
        # A recording that is clipped at full scale, or has the sentinel for a missing sample.
        x = np.array([[[3, 1, low, 4, 1, 5]]], np.int32)
        same = np.array_equal(correlate(x, w, **given), control.correlate(x, w, **given))
        assert same or low == -(1 << 31)
    return not same
