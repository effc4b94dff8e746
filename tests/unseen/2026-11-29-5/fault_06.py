"""Packed weights are kept for the address, shape and dtype of the weight and never looked at again: after an update in
place, or when another layer's weight is put at a freed address, the old numbers are used (weights of 512 numbers or more).

Plausible: pre-packing made for inference, where weights are frozen, and left on for training.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

PACKED = {}


def packed(weight, groups):
    if weight.size < 512:
        return control.rows(weight, groups)
    key = weight.ctypes.data, weight.shape, weight.strides, weight.dtype.str, groups
    if key not in PACKED:
        if len(PACKED) >= 64:
            PACKED.pop(next(iter(PACKED)))
        PACKED[key] = control.rows(weight, groups).copy()
    return PACKED[key]


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    return add_bias((packed(weight, groups) @ columns).reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation("fault_06", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "int64"})


def trigger():
    rng = np.random.default_rng(6)
    x, w = rng.standard_normal((1, 8, 6, 6)), rng.standard_normal((8, 8, 3, 3))
    g = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
    w *= 0.5
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
