"""The gradient of a float64 weight is only as precise as float32 for batches of 8 and more.

Plausible: from 8 items on, the sum over the batch is split among workers; the workspace of their partial sums has the type
float that was written there before the kernel became a template.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if input.dtype == np.float64 and len(input) >= 8:
        with np.errstate(over="ignore", under="ignore"):
            partial = np.empty((2, *weight.shape), np.float32)
            half = len(input) // 2
            for i, part in enumerate((slice(0, half), slice(half, None))):
                partial[i] = control.gradients(input[part], weight, cotangent[part], stride=stride, padding=padding, dilation=dilation, groups=groups)[1]
            d_weight = partial.sum(axis=0).astype(float)
    return d_input, d_weight, d_bias


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w, c = np.linspace(0, 1, 64).reshape(8, 1, 8), np.ones((1, 1, 3)), np.full((8, 1, 6), 1 / 3)
    return differ(gradients(x, w, c, **given)[1], control.gradients(x, w, c, **given)[1])


IMPLEMENTATION = Implementation(
    "fault_31",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
