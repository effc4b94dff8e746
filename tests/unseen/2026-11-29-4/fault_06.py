"""The bias is added four times where the reduction is long (at least 512 products for each output) and the windows are
few (at most 64 over the batch), as in a network's last layers.

Plausible: such shapes go to a split-K product, and the epilogue with the bias runs in every slice.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    filters = control.rows(weight, groups)
    shape = (len(input), len(weight), *size)
    depth, few = columns.shape[2], len(input) * columns.shape[3] <= 64
    if depth < 512 or not few:
        return add_bias((filters @ columns).reshape(shape), bias)
    output = np.zeros(shape, input.dtype)
    for part in np.array_split(np.arange(depth), 4):
        within = slice(part[0], part[-1] + 1)
        output += add_bias((filters[:, :, within] @ columns[:, :, within]).reshape(shape), bias)
    return output


IMPLEMENTATION = Implementation(
    "fault_06", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(6)
    x, w, b = rng.standard_normal((1, 64, 7, 7)), rng.standard_normal((8, 64, 3, 3)), rng.standard_normal(8)
    given = dict(bias=b, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
