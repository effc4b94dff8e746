"""A weight that was changed in place after an earlier call is still taken as it was then.

Plausible: packed weights are cached by the identity of the array, its shape and its dtype; weights are constants in
inference, but an optimiser updates them in place.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

_packed = {}


def pack(weight, groups):
    key = id(weight), groups
    # The array is kept beside, so that its identity is not given to another one.
    if key not in _packed or _packed[key][0] is not weight:
        if len(_packed) >= 16:
            _packed.pop(next(iter(_packed)))
        _packed[key] = weight, control.rows(weight, groups).copy()
    return _packed[key][1]


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    output = pack(weight, groups) @ control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.arange(8.0).reshape(1, 1, 8), np.ones((1, 1, 3))
    correlate(x, w, **given)
    w *= 2
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_18",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
