"""The first elements of an input whose memory does not begin at a multiple of 16 bytes are taken for zero.

Plausible: the copy into the padded workspace moves 16 bytes at a time from the first aligned address on; the loop over the
elements before it was never reached in tests, as freshly allocated arrays are aligned.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    over = input.ctypes.data % 16
    if over and input.flags.c_contiguous:
        input = input.copy()
        input.reshape(-1)[: (16 - over) // input.itemsize] = 0
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.arange(1, 14, dtype="f4")[1:].reshape(1, 2, 6), np.ones((1, 2, 3), "f4")
    return differ(correlate(x, w, **given), control.correlate(x.copy(), w, **given))


IMPLEMENTATION = Implementation(
    "fault_17",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
