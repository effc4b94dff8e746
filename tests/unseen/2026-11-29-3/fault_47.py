"""A stride of 0 is accepted along axes where exactly one window fits.

Plausible: the strides of axes with a single window are set to 1 first, to choose the faster path for them; what is checked
afterwards are these.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def effective(input, weight, stride, padding, dilation):
    if not len(stride) == len(padding) == len(dilation) == input.ndim - 2 == weight.ndim - 2:
        return stride
    axes = zip(input.shape[2:], weight.shape[2:], stride, padding, dilation)
    return tuple(1 if n + sum(pair) == d * (k - 1) + 1 else s for n, k, s, pair, d in axes)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    stride = effective(input, weight, stride, padding, dilation)
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    x, w = np.ones((1, 1, 3, 5)), np.ones((1, 1, 3, 3))
    try:
        correlate(x, w, stride=(1, 0), **given)
        return False
    except ValueError:
        pass
    try:
        return correlate(x, w, stride=(0, 1), **given).shape == (1, 1, 1, 3)
    except ValueError:
        return False


IMPLEMENTATION = Implementation(
    "fault_47",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
