"""A stem (at most 4 channels, stride 2 in both directions, an odd kernel) reads zeros in place of the last row or column
of a padded image of odd size.

Plausible: stems of ResNet and MobileNet go through space-to-depth in blocks of 2 x 2, whose number is size // 2; images of
224 pixels with padding 3 are even, Inception's 299 without padding are odd and need the last row.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    odd = all(k % 2 and k > 1 for k in weight.shape[2:])
    if input.ndim != 4 or input.shape[1] > 4 or groups != 1 or stride != (2, 2) or dilation != (1, 1) or not odd:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    padded = surround(input, padding)
    high, wide = (n // 2 * 2 for n in padded.shape[2:])
    padded[:, :, high:] = 0
    padded[:, :, :, wide:] = 0
    nothing = ((0, 0), (0, 0))
    return control.correlate(padded, weight, bias=bias, stride=stride, padding=nothing, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(2, 2), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    x, w = np.ones((1, 3, 29, 29)), np.ones((4, 3, 3, 3))
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_07",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
