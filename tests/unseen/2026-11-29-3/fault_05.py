"""A depthwise correlation with a channel multiplier gives filter o the channel o % C, where o // multiplier is meant.

Plausible: the depthwise kernel maps its thread index to filter and channel in the multiplier-major order of another
framework. With a multiplier of 1 the two orders are the same.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if weight.shape[1] == 1 and groups > 1:
        input = input[:, np.arange(len(weight)) % groups]
        groups = len(weight)
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((1, 1),), dilation=(1,), groups=3)
    x, w = np.arange(15.0).reshape(1, 3, 5), np.ones((6, 1, 3))
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_05",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
