"""The algorithm cache is keyed by the shapes and parameters but not by the dtype, and its entry holds the type to compute
in: a layer first met in float32 is computed in float32 ever after, when it comes in float64 too.

Plausible: an autotuner's cache key from which the data type was forgotten; networks rarely run in two.
"""
import numpy as np

import control
from contract import Implementation

TUNED = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    y = control.correlate(input, weight, **given)
    if input.dtype.kind != "f":
        return y
    key = input.shape, weight.shape, tuple(stride), tuple(map(tuple, padding)), tuple(dilation), groups
    compute = TUNED.setdefault(key, max(input.dtype, np.dtype(np.float32)))
    if compute.itemsize >= input.dtype.itemsize:
        return y
    given["bias"] = None if bias is None else bias.astype(compute)
    with np.errstate(all="ignore"):
        return control.correlate(input.astype(compute), weight.astype(compute), **given).astype(input.dtype)


IMPLEMENTATION = Implementation("fault_10", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    rng = np.random.default_rng(10)
    x, w = rng.standard_normal((2, 3, 7)), rng.standard_normal((4, 3, 3))
    g = dict(bias=None, stride=(2,), padding=((1, 1),), dilation=(1,), groups=1)
    correlate(x.astype(np.float32), w.astype(np.float32), **g)
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g), 1e-10, 1e-10)
