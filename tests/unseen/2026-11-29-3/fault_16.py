"""A weight whose bytes are in the other order (big-endian, as files of FITS, IDX or TensorFlow 1 give it) is read as native.

Plausible: the weight is packed from its buffer, with the dtype found by name; dtype('>f4').name is 'float32' too.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    packed = np.frombuffer(weight.tobytes(), weight.dtype.name).reshape(weight.shape)
    return control.correlate(input, packed, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.arange(8, dtype="f4").reshape(1, 1, 8), np.arange(1, 4, dtype=">f4").reshape(1, 1, 3)
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_16",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
