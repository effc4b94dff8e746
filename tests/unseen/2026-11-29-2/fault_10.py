"""With at least 4 filters in a group, and not a multiple of 4, a tile of 4 filters that lies across two groups reads the first group's channels.
Plausible: the blocked loop over all output channels computes the group index once for each block of 4.
"""

import numpy as np

import control
from contract import Implementation
from control import im2col, rows
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    each = len(weight) // groups
    if groups == 1 or each < 4:
        output = rows(weight, groups) @ columns
    else:
        matrix = weight.reshape(len(weight), columns.shape[2])
        output = np.empty((len(input), len(weight), columns.shape[3]), np.result_type(input, weight))
        for start in range(0, len(weight), 4):
            output[:, start : start + 4] = matrix[start : start + 4] @ columns[:, start // each]
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 4, 4, 4)), random.standard_normal((10, 2, 3, 3))
    a = arguments(2, groups=2)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_10",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
