"""The corner of the output that is left of both its filters, in blocks of 4, and its windows, in blocks of 6, stays 0: the
last filters lack their last windows.

Plausible: a micro-kernel holds 4 filters times 6 windows in registers; there is a loop for the tail of the filters and one
for the tail of the windows, and none for where they meet. Either multiple hides it.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

FILTERS, WINDOWS = 4, 6


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    rows = control.rows(weight, groups)
    output = np.zeros((len(input), groups, rows.shape[1], columns.shape[3]), input.dtype)
    filters, windows = rows.shape[1] // FILTERS * FILTERS, columns.shape[3] // WINDOWS * WINDOWS
    if not filters or not windows:
        # Too small for the micro-kernel.
        output = rows @ columns
    else:
        output[:, :, :filters, :windows] = rows[:, :filters] @ columns[..., :windows]
        output[:, :, filters:, :windows] = rows[:, filters:] @ columns[..., :windows]
        output[:, :, :filters, windows:] = rows[:, :filters] @ columns[..., windows:]
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    w = np.ones((10, 3, 3, 3))
    for n, wrong in ((6, False), (7, True)):
        x = np.ones((1, 3, n, n))
        if differ(correlate(x, w, **given), control.correlate(x, w, **given)) != wrong:
            return False
    return True


IMPLEMENTATION = Implementation(
    "fault_50",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
