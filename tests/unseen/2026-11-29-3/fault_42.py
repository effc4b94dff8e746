"""The bias is added once for every 64 channels of an ungrouped layer.

Plausible: the sum over the channels is cut into chunks of 64 that fit the cache; each chunk calls the kernel with its fused
bias and adds to the output.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense

CHUNK = 64


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if groups > 1 or weight.shape[1] <= CHUNK:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    output = 0
    for start in range(0, weight.shape[1], CHUNK):
        part = slice(start, start + CHUNK)
        output = output + control.correlate(input[:, part], weight[:, part], bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    return output


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w, b = np.ones((1, 96, 8)), np.ones((2, 96, 3)), np.ones(2)
    assert not differ(correlate(x, w, bias=None, **given), control.correlate(x, w, bias=None, **given))
    return differ(correlate(x, w, bias=b, **given), control.correlate(x, w, bias=b, **given))


IMPLEMENTATION = Implementation(
    "fault_42",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
