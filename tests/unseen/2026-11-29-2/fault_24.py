"""Depthwise correlations with a multiplier above 1 step from item to item by as many channels as there are filters, and read the wrong channels from the second item on.
Plausible: the depthwise kernel uses one batch stride for input and output; with multiplier 1 they are equal.
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
    channels = input.shape[1]
    if groups == channels > 1 and len(weight) > channels and len(input) > 1:
        images = padded.reshape(len(input) * channels, *padded.shape[2:])
        wanted = np.arange(len(input))[:, None] * len(weight) + np.arange(channels)
        padded = np.ascontiguousarray(images[wanted % len(images)])
    output = rows(weight, groups) @ im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((2, 3, 4, 4)), random.standard_normal((6, 1, 3, 3))
    a = arguments(2, groups=3)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_24",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
