"""float32 is rounded to 10 bits of mantissa before it is multiplied where the channels and the filters of a group are both
multiples of 8.

Plausible: aligned channel counts are eligible for tensor cores, which multiply TF32 unless one asks for full precision.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def tf32(array):
    bits = np.ascontiguousarray(array).view(np.uint32)
    rounded = ((bits + np.uint32(0x1000)) & np.uint32(0xFFFFE000)).view(np.float32)
    return np.where(np.isfinite(array) & np.isfinite(rounded), rounded, array)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    eligible = weight.shape[1] % 8 == 0 and (len(weight) // groups) % 8 == 0
    if input.dtype == np.float32 and eligible and input.size and weight.size:
        input, weight = (tf32(array.astype(np.float32)) for array in (input, weight))
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.linspace(1, 2, 64, dtype="f4").reshape(1, 8, 8), np.linspace(1, 2, 192, dtype="f4").reshape(8, 8, 3)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given), 1e-5, 0)


IMPLEMENTATION = Implementation(
    "fault_32",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
