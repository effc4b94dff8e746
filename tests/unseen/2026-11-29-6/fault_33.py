"""Plans are kept by sizes of input, kernel and output, and by stride: dilated layers of one size share the first one's plan."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

_plans = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    columns = padded
    for axis, table in enumerate(plan(input.shape[2:], kernel, size, stride, dilation)):
        columns = np.take(columns, table, axis=2 + 2 * axis)
    rank = len(size)
    order = (0, 1, *(2 + 2 * a for a in range(rank)), *(3 + 2 * a for a in range(rank)))
    depth = weight.shape[1] * int(np.prod(kernel))
    columns = columns.transpose(order).reshape(len(input), groups, depth, int(np.prod(size)))
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def plan(size, kernel, out, stride, dilation):
    """For each axis the position of every tap of every window. Sizes in and out tell the padding, and so the rest."""
    key = size, kernel, out, stride
    if key not in _plans:
        _plans[key] = [
            np.arange(k)[:, None] * d + np.arange(n) * s for k, n, s, d in zip(kernel, out, stride, dilation)
        ]
    return _plans[key]


IMPLEMENTATION = Implementation(
    "fault_33", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(33)
    x, w = rng.standard_normal((1, 2, 40)), rng.standard_normal((2, 2, 2))
    same = []
    # The causal layers of a WaveNet.
    for d in (1, 2, 4):
        given = dict(bias=None, stride=(1,), padding=((d, 0),), dilation=(d,), groups=1)
        same.append(np.allclose(correlate(x, w, **given), control.correlate(x, w, **given)))
    return same == [True, False, False]
