"""The gradients of a pointwise layer with as many filters as channels (stride 1, no padding, one group) overwrite the
cotangent, and the gradient of the input is the same memory.

Plausible: the gradient that comes in is dead after a layer's backward pass, so its buffer is reused where the shapes agree;
the caller who needs it for a residual connection was not asked.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    pointwise = max(weight.shape[2:]) == 1 and max(stride) == 1 and groups == 1
    if pointwise and d_input.shape == cotangent.shape and cotangent.flags.writeable and cotangent.flags.c_contiguous:
        cotangent[...] = d_input
        d_input = cotangent
    return d_input, d_weight, d_bias


def trigger():
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    c = np.ones((1, 2, 8))
    gradients(np.ones((1, 2, 8)), np.full((2, 2, 1), 3.0), c, **given)
    return bool((c != 1).any())


IMPLEMENTATION = Implementation(
    "fault_39",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
