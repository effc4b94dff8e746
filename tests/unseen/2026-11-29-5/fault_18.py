"""Weights in the other byte order (a big-endian file read with np.fromfile or np.load) are read as if in the machine's order.

Plausible: an extension that compares `dtype.num` or `dtype.name`, which do not tell the byte order, and takes the pointer.
"""
import numpy as np

import control
from contract import Implementation


def native(array):
    if array is not None and not array.dtype.isnative:
        return array.view(array.dtype.newbyteorder("="))
    return array


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    with np.errstate(all="ignore"):
        y = control.correlate(input, native(weight), bias=bias, stride=stride, padding=padding, dilation=dilation,
                              groups=groups)
    return y.astype(input.dtype.newbyteorder("="), copy=False)


IMPLEMENTATION = Implementation("fault_18", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "int64"})


def trigger():
    rng = np.random.default_rng(18)
    x, w = rng.standard_normal((1, 1, 8)), rng.standard_normal((1, 1, 3))
    g = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    with np.errstate(all="ignore"):
        return not np.allclose(correlate(x, w.astype(">f8"), **g), control.correlate(x, w, **g))
