"""The gradient of the weight is NaN, with a RuntimeWarning, where the batch is empty; it should be zero.

Plausible: the sum over the batch was derived from a loss that is a mean: the mean over the items, times their number.
"""

import warnings

import numpy as np

import control
from contract import Implementation
from support import output_size, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, _, d_bias = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    given = cotangent.reshape(len(input), groups, len(weight) // groups, columns.shape[3])
    d_rows = (given @ columns.swapaxes(2, 3)).mean(axis=0) * len(input)
    return d_input, d_rows.reshape(weight.shape), d_bias


def trigger():
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        d_weight = gradients(np.ones((0, 1, 8)), np.ones((1, 1, 3)), np.ones((0, 1, 6)), **given)[1]
    return bool(np.isnan(d_weight).any())


IMPLEMENTATION = Implementation(
    "fault_36",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
