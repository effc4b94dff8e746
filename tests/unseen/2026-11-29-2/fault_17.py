"""Where a kernel's number of taps is a multiple of 32, its last 32 taps are left out.
Plausible: taps are staged through constant memory in passes of 32: (taps - 1) / 32 full passes and a last one of taps % 32, which is 0.
"""

import numpy as np

import control
from contract import Implementation
from control import im2col
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    taps = int(np.prod(weight.shape[2:]))
    used = (taps - 1) // 32 * 32 + taps % 32
    channels = weight.shape[1]
    columns = columns.reshape(len(input), groups, channels, taps, columns.shape[3])[:, :, :, :used]
    filters = weight.reshape(groups, len(weight) // groups, channels, taps)[:, :, :, :used]
    columns = columns.reshape(len(input), groups, channels * used, columns.shape[4])
    output = filters.reshape(groups, len(weight) // groups, channels * used) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 9, 9)), random.standard_normal((1, 1, 8, 4))
    a = arguments(2)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_17",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
