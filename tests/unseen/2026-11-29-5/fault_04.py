"""A depthwise layer whose filters are each one constant (a mean filter) is computed from a summed-area table: far from the
corner small values drown in the running sums, and an infinity or NaN reaches everything below and right of it.

Plausible: a graph compiler that recognises average pooling written as a convolution and lowers it to an integral image.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    flat = weight.reshape(len(weight), -1)
    if not (weight.ndim == 4 and weight.shape[1] == 1 and len(weight) == groups == input.shape[1] and flat.shape[1] > 1
            and max(dilation) == 1 and input.dtype.kind == "f" and (flat == flat[:, :1]).all()):
        return control.correlate(input, weight, **given)
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    x = surround(input, padding)
    h, v = output_size(x.shape[2:], weight.shape[2:], stride, dilation)
    if not (h and v):
        return control.correlate(input, weight, **given)
    table = np.zeros((*x.shape[:2], x.shape[2] + 1, x.shape[3] + 1), x.dtype)
    table[:, :, 1:, 1:] = x.cumsum(2).cumsum(3)
    r, q = np.arange(h) * stride[0], np.arange(v) * stride[1]
    kh, kv = weight.shape[2:]
    rows = table[:, :, r + kh] - table[:, :, r]
    return add_bias((rows[..., q + kv] - rows[..., q]) * flat[:, 0].reshape(-1, 1, 1), bias)


IMPLEMENTATION = Implementation("fault_04", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    rng = np.random.default_rng(4)
    x = rng.random((1, 3, 100, 100)).astype(np.float32)
    w = np.full((3, 1, 3, 3), 1 / 9, np.float32)
    g = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=3)
    ours, right = correlate(x, w, **g), control.correlate(x, w, **g)
    assert np.allclose(ours, right, 1e-2, 1e-2)
    return not np.allclose(ours, right, 1e-5, 1e-5)
