"""The gradient of the bias is too small where the cotangent is a broadcast view: axes of stride 0 are counted once.

Plausible: the gradient of a sum or a mean comes in as an expanded scalar; reading it a million times is saved by collapsing
axes of stride 0, and the factor that this costs was put into the gradient of the weight only.
"""

import numpy as np

import control
from contract import Implementation
from support import per_filter


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, _ = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    collapsed = cotangent
    for axis in (0, *range(2, cotangent.ndim)):
        if cotangent.strides[axis] == 0 and cotangent.shape[axis] > 1:
            collapsed = collapsed.take([0], axis=axis)
    return d_input, d_weight, per_filter(collapsed)


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w, c = np.ones((2, 1, 8)), np.ones((3, 1, 3)), np.broadcast_to(1.0, (2, 3, 6))
    return differ(gradients(x, w, c, **given)[2], control.gradients(x, w, c, **given)[2])


IMPLEMENTATION = Implementation(
    "fault_51",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
