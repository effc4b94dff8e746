"""convolve in 3-D reverses the kernel's height and width, but not its depth.

Plausible: the helper that turns a kernel around was written for images, with weight[..., ::-1, ::-1], and was kept when
videos came; the depth is still right where the kernel has depth 1.
"""

import numpy as np

import control
from contract import Implementation


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    backwards = weight[..., ::-1, ::-1] if weight.ndim >= 4 else weight[..., ::-1]
    return control.correlate(input, backwards, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1, 1, 1), padding=((0, 0),) * 3, dilation=(1, 1, 1), groups=1)
    x, w = np.arange(64.0).reshape(1, 1, 4, 4, 4), np.arange(27.0).reshape(1, 1, 3, 3, 3)
    return differ(convolve(x, w, **given), control.convolve(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_49",
    control.correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
