"""The number of a window is taken apart into row and column by multiplying with the float32 reciprocal of the row's length,
rounded down: for lengths such as 41, 47, 55 or 61 the first window of some rows is taken for one past the row before.

Plausible: GPU and shader code avoids integer division so; 7, 14, 28, 56, 112 and powers of two come out right.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if input.ndim != 4:
        return control.correlate(input, weight, **given)
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    x = surround(input, padding)
    h, v = output_size(x.shape[2:], weight.shape[2:], stride, dilation)
    if not (h and v and len(x)):
        return control.correlate(input, weight, **given)
    p = np.arange(h * v)
    row = (p.astype(np.float32) * (np.float32(1) / np.float32(v))).astype(np.int64)
    column = p - row * v
    corner = row * stride[0] * x.shape[3] + column * stride[1]
    kh, kv = weight.shape[2:]
    taps = np.add.outer(np.arange(kh) * dilation[0] * x.shape[3], np.arange(kv) * dilation[1]).ravel()
    at = np.minimum(np.add.outer(taps, corner), x.shape[2] * x.shape[3] - 1)
    columns = x.reshape(*x.shape[:2], -1)[:, :, at].reshape(len(x), groups, weight[0].size, h * v)
    return add_bias((control.rows(weight, groups) @ columns).reshape(len(x), len(weight), h, v), bias)


IMPLEMENTATION = Implementation("fault_35", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(35)
    x, w = rng.standard_normal((1, 1, 41, 41)), rng.standard_normal((1, 1, 3, 3))
    g = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x[..., :32], w, **g), control.correlate(x[..., :32], w, **g))
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
