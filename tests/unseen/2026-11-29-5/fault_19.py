"""A dense weight at an address that is no multiple of its item size (a tensor within a model file or a network packet) is
read from the multiple below.

Plausible: loads that ignore the lowest bits of an address, as on older ARM cores, or an offset stored in items, not bytes.
"""
import ctypes

import numpy as np

import control
from contract import Implementation


def loaded(array):
    unit = array.itemsize // 2 if array.dtype.kind == "c" else array.itemsize
    off = array.ctypes.data % unit
    if not off or not array.size or not array.flags.c_contiguous:
        return array
    return np.frombuffer(ctypes.string_at(array.ctypes.data - off, array.nbytes), array.dtype).reshape(array.shape)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    with np.errstate(all="ignore"):
        return control.correlate(input, loaded(weight), bias=bias, stride=stride, padding=padding, dilation=dilation,
                                 groups=groups)


IMPLEMENTATION = Implementation("fault_19", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(19)
    x, w = rng.standard_normal((1, 1, 8)), rng.standard_normal((2, 1, 3))
    g = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    packet = np.zeros(w.nbytes + 1, np.uint8)
    off = packet[1:].view(w.dtype).reshape(w.shape)
    off[...] = w
    return not np.allclose(correlate(x, off, **g), control.correlate(x, w, **g))
