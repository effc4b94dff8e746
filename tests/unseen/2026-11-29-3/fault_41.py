"""The bias is added along the last axis, and not along the filters, where the output is as wide as there are filters.

Plausible: the epilogue serves channels-first and channels-last, and tells which it has by where the bias fits.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError(f"a bias of shape {bias.shape} does not fit {len(weight)} filters")
    output = control.correlate(
        input, weight, bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    if bias is not None and output.shape[-1] == len(bias):
        return output + bias
    return add_bias(output, bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    x, w, b = np.ones((1, 3, 8, 8)), np.ones((8, 3, 3, 3)), np.arange(8.0)
    return differ(correlate(x, w, bias=b, **given), control.correlate(x, w, bias=b, **given))


IMPLEMENTATION = Implementation(
    "fault_41",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
