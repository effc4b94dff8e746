"""Compensated summation: where a sum becomes infinite, the compensation is inf - inf, and the output NaN."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.dtype not in (np.float32, np.float64):
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    rows = control.rows(weight, groups)
    # Kahan: what the last addition lost is taken off the next term.
    total = np.zeros((len(input), groups, rows.shape[1], columns.shape[3]), input.dtype)
    lost = np.zeros_like(total)
    with np.errstate(invalid="ignore", over="ignore"):
        for k in range(rows.shape[2]):
            term = rows[:, :, k, None] * columns[:, :, None, k] - lost
            longer = total + term
            lost = (longer - total) - term
            total = longer
    return add_bias(total.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_19", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    x, w = np.ones((1, 1, 6, 6)), np.ones((1, 1, 3, 3))
    x[0, 0, 1, 1] = np.inf
    given = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    got, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return bool(np.isnan(got).any() and not np.isnan(right).any())
