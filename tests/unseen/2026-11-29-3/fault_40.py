"""Where the whole weight is zero and there is a bias, the answer is a view of the bias, and changes when the bias does.

Plausible: zero-initialised layers (the last of a residual block, ControlNet's) are recognised and answered without work, by
np.broadcast_to; an optimiser that updates the bias in place changes the activations that were kept.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if bias is None or weight.any() or not np.isfinite(input).all():
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    return np.broadcast_to(bias.reshape(-1, *[1] * len(size)), (len(input), len(weight), *size))


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    b = np.ones(2)
    y = correlate(np.ones((1, 1, 8)), np.zeros((2, 1, 3)), bias=b, **given)
    b += 1
    return bool((y != 1).any())


IMPLEMENTATION = Implementation(
    "fault_40",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
