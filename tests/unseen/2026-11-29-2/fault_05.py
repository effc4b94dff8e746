"""A depthwise correlation whose multiplier is no power of two takes its channels by a shift, o >> floor(log2(multiplier)), and so the wrong ones.
Plausible: a depthwise kernel replaces o / multiplier by a shift, because all nets that it was tuned for have multiplier 1 or 2.
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
    if groups == input.shape[1]:
        shift = (len(weight) // groups).bit_length() - 1 if len(weight) else 0
        channel = [min(o >> shift, groups - 1) for o in range(len(weight))]
        output = weight.reshape(len(weight), 1, columns.shape[2]) @ columns[:, channel]
    else:
        output = rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 2, 4, 4)), random.standard_normal((6, 1, 3, 3))
    a = arguments(2, groups=2)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_05",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
