"""Where a row of the float32 input does not begin at a multiple of 16 bytes, outputs up to the next one are computed by a
scalar prologue which does not add the bias (unpadded rows of at least 8 numbers, undilated, stride 1 along the last axis).

Plausible: a peeled loop in hand-written SSE code; the bias lives in the accumulator's start of the main loop only.
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    y = control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if (bias is None or input.dtype != np.float32 or input.shape[-1] < 8 or any(padding[-1]) or stride[-1] > 1
            or dilation[-1] > 1 or input.strides[-1] != 4 or not y.size):
        return y
    peel = -input.ctypes.data % 16 // 4
    if peel:
        given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
        y[..., :peel] = control.correlate(input, weight, bias=None, **given)[..., :peel]
    return y


IMPLEMENTATION = Implementation("fault_20", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    rng = np.random.default_rng(20)
    x = rng.standard_normal((1, 1, 33)).astype(np.float32)
    w, b = rng.standard_normal((2, 1, 3)).astype(np.float32), np.ones(2, np.float32)
    g = dict(bias=b, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x = x[..., 1:] if x.ctypes.data % 16 == 0 else x
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g), 1e-4, 1e-4)
