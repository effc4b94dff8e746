"""The gradient of the weight counts some output columns twice where the output is wider than 8 and no multiple of 8.

Plausible: the reduction over the output's width is vectorised by 8, and its tail is done by stepping back to the last 8
columns, as one does for stores; in a sum the columns that overlap are then added once more.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, surround

WIDTH = 8


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    if size[-1] <= WIDTH:
        return d_input, d_weight, d_bias
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    columns = columns.reshape(*columns.shape[:3], *size)
    given = cotangent.reshape(len(input), groups, len(weight) // groups, *size)
    d_rows = np.zeros((groups, len(weight) // groups, columns.shape[2]), input.dtype)
    for start in range(0, size[-1], WIDTH):
        start = min(start, size[-1] - WIDTH)
        part = slice(start, start + WIDTH)
        windows = int(np.prod(size[:-1])) * WIDTH
        mine = given[..., part].reshape(*given.shape[:3], windows)
        seen = columns[..., part].reshape(*columns.shape[:3], windows)
        d_rows += (mine @ seen.swapaxes(2, 3)).sum(axis=0)
    return d_input, d_rows.reshape(weight.shape), d_bias


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    x, w, c = np.ones((2, 3, 4, 14)), np.ones((2, 3, 3, 3)), np.ones((2, 2, 4, 14))
    return differ(gradients(x, w, c, **given)[1], control.gradients(x, w, c, **given)[1])


IMPLEMENTATION = Implementation(
    "fault_01",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
