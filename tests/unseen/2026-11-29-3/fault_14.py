"""In 1-D, with one channel for each group and stride and dilation 1, a complex kernel is conjugated.

Plausible: single-channel signals are left to np.correlate, which is defined as signal processing defines it, with the
conjugate of its second argument; the multi-channel path is a matrix product and does not conjugate.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    if input.ndim != 3 or weight.shape[1] != 1 or stride != (1,) or dilation != (1,) or size[0] < 1:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    output = np.empty((len(input), len(weight), *size), input.dtype)
    for n, o in np.ndindex(*output.shape[:2]):
        output[n, o] = np.correlate(padded[n, o // (len(weight) // groups)], weight[o, 0], "valid")
    return add_bias(output, bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    x, w = np.exp(1j * np.arange(16.0)).reshape(1, 1, 16), np.array([[[1, 2j, 3 - 1j]]])
    assert not differ(correlate(x.real, w.real, **given), control.correlate(x.real, w.real, **given))
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_14",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
