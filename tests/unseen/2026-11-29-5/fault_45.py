"""A strided, dilated transposed correlation is done phase by phase, each phase stepping through every stride-th tap: right if
stride and dilation have no common factor. With one (stride 2, dilation 2) a tap further on the way hits the phase too and
is left out.

Plausible: sub-pixel decomposition written for dilation 1, then "generalised" by solving dilation x tap = phase mod stride.
"""
from math import gcd

import numpy as np

import control
from contract import Implementation


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    control.transposed(input[:0], weight, **given)
    for axis, (k, s, d) in enumerate(zip(weight.shape[2:], stride, dilation), 2):
        if gcd(s, d) > 1:
            # In each phase the first solution, and those that are `stride` taps behind it.
            first = {}
            for t in range(k):
                first.setdefault(d * t % s, t)
            met = [any((t - f) % s == 0 and d * t % s == phase for phase, f in first.items()) for t in range(k)]
            weight = np.where(np.array(met).reshape(-1, *[1] * (weight.ndim - 1 - axis)), weight, 0).astype(weight.dtype)
    return control.transposed(input, weight, **given)


IMPLEMENTATION = Implementation("fault_45", control.correlate, control.convolve, gradients=control.gradients,
                                transposed=transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(45)
    x, w = rng.standard_normal((1, 2, 6)), rng.standard_normal((2, 3, 3))
    g = dict(bias=None, stride=(2,), padding=((1, 1),), output_padding=(1,), groups=1)
    assert np.allclose(transposed(x, w, dilation=(3,), **g), control.transposed(x, w, dilation=(3,), **g))
    return not np.allclose(transposed(x, w, dilation=(2,), **g), control.transposed(x, w, dilation=(2,), **g))
