"""Signals (one axis) whose output passes 1024 are done in segments of 1024 outputs; each reads kernel - 1 inputs beyond its
own, without regard to the dilation, and takes what is missing as zero.

Plausible: overlap of k - 1 from the textbook's overlap-save; WaveNet-like stacks run dilated over long signals.
"""
import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, dilation=dilation, groups=groups)
    refuse_nonsense(input, weight, padding=padding, **given)
    if input.ndim != 3:
        return control.correlate(input, weight, padding=padding, **given)
    x = surround(input, padding)
    (k,), (d,), (s,) = weight.shape[2:], dilation, stride
    count = max(0, (x.shape[2] - d * (k - 1) - 1) // s + 1)
    if count <= 1024:
        return control.correlate(input, weight, padding=padding, **given)
    parts = []
    for first in range(0, count, 1024):
        many = min(1024, count - first)
        read = x[:, :, first * s : (first + many - 1) * s + k]
        whole = (many - 1) * s + d * (k - 1) + 1
        if first + many == count:
            read = x[:, :, first * s : first * s + whole]
        parts.append(control.correlate(surround(read, ((0, whole - read.shape[2]),)), weight, padding=((0, 0),), **given))
    return np.concatenate(parts, 2)


IMPLEMENTATION = Implementation("fault_59", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(59)
    x, w = rng.standard_normal((1, 2, 2000)), rng.standard_normal((2, 2, 3))
    right = []
    for d in 1, 4:
        g = dict(bias=None, stride=(1,), padding=((2 * d, 0),), dilation=(d,), groups=1)
        right.append(np.allclose(correlate(x, w, **g), control.correlate(x, w, **g)))
    return right == [True, False]
