"""An infinity or a NaN at the edge of the image makes NaN of every window that reaches into the padding next to it, also of
infinite ones and of dilated ones that do not touch it.

Plausible: to be free of branches, reads outside are clamped to the edge and multiplied by a mask of 0 and 1.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def surround(input, padding):
    mask = np.ones([1] * input.ndim, input.dtype)
    for axis, (before, after) in enumerate(padding, 2):
        n = input.shape[axis]
        place = np.arange(-before, n + after)
        input = np.take(input, np.clip(place, 0, n - 1), axis=axis)
        shape = [1] * input.ndim
        shape[axis] = len(place)
        mask = mask * ((place >= 0) & (place < n)).astype(input.dtype).reshape(shape)
    with np.errstate(invalid="ignore"):
        return input * mask


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.size and max(map(max, padding)):
        input, padding = surround(input, padding), ((0, 0),) * len(padding)
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((2, 2),), dilation=(2,), groups=1)
    x, w = np.ones((1, 1, 8)), np.ones((1, 1, 3))
    assert not differ(correlate(x, w, **given), control.correlate(x, w, **given))
    x[0, 0, 0] = np.inf
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_33",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
