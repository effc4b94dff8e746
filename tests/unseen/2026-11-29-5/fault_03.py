"""The matrix product behind im2col does one level of Strassen where filters, terms and windows are even and at least 64: a
NaN or infinity in one channel's pixel spoils windows it is not in, and small blocks lose precision beside large ones.

Plausible: a GEMM library with Strassen switched on above a cut-over size.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def product(a, b):
    m, k, n = a.shape[-2], a.shape[-1], b.shape[-1]
    if min(m, k, n) < 64 or m % 2 or k % 2 or n % 2 or a.dtype.kind != "f":
        return a @ b
    m, k, n = m // 2, k // 2, n // 2
    a11, a12, a21, a22 = a[..., :m, :k], a[..., :m, k:], a[..., m:, :k], a[..., m:, k:]
    b11, b12, b21, b22 = b[..., :k, :n], b[..., :k, n:], b[..., k:, :n], b[..., k:, n:]
    p1, p2, p3 = (a11 + a22) @ (b11 + b22), (a21 + a22) @ b11, a11 @ (b12 - b22)
    p4, p5 = a22 @ (b21 - b11), (a11 + a12) @ b22
    p6, p7 = (a21 - a11) @ (b11 + b12), (a12 - a22) @ (b21 + b22)
    top = np.concatenate((p1 + p4 - p5 + p7, p3 + p5), -1)
    return np.concatenate((top, np.concatenate((p2 + p4, p1 - p2 + p3 + p6), -1)), -2)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = product(control.rows(weight, groups), columns)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation("fault_03", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    rng = np.random.default_rng(3)
    x, w = rng.standard_normal((1, 8, 14, 14)), rng.standard_normal((64, 8, 3, 3))
    g = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
    x[0, 1, 2, 2] = np.inf
    with np.errstate(invalid="ignore"):
        return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g), equal_nan=True)
