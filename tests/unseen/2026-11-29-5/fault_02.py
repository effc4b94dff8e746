"""Kernels of 9 taps or more along every axis, undilated, are correlated by FFT though the row declares direct sums: small
outputs beside large ones are lost in the transform's rounding, and one NaN spoils its whole image.

Plausible: an "auto" method (as scipy.signal's) that picks the FFT from a cost estimate, wrapped as if it were direct.
"""
import numpy as np
from scipy import fft

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if min(weight.shape[2:]) < 9 or max(dilation) > 1 or input.dtype.kind != "f":
        return control.correlate(input, weight, **given)
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    x = surround(input, padding)
    size = output_size(x.shape[2:], weight.shape[2:], stride, dilation)
    if 0 in size or not len(x):
        return control.correlate(input, weight, **given)
    axes = tuple(range(2, x.ndim))
    length = [fft.next_fast_len(n, True) for n in x.shape[2:]]
    fx = fft.rfftn(x, length, axes).reshape(len(x), groups, 1, x.shape[1] // groups, -1)
    fw = fft.rfftn(weight, length, axes).reshape(1, groups, len(weight) // groups, weight.shape[1], -1).conj()
    fy = (fx * fw).sum(3).reshape(len(x), len(weight), *length[:-1], length[-1] // 2 + 1)
    y = fft.irfftn(fy, length, axes)[:, :, *(slice(0, (n - 1) * s + 1, s) for n, s in zip(size, stride))]
    return add_bias(np.ascontiguousarray(y).astype(input.dtype, copy=False), bias)


IMPLEMENTATION = Implementation("fault_02", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    rng = np.random.default_rng(2)
    x, w = rng.standard_normal((1, 2, 40, 40)), rng.standard_normal((3, 2, 11, 11))
    g = dict(bias=None, stride=(2, 1), padding=((5, 5), (5, 5)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
    x[:, :, 0, 0] = 1e15
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
