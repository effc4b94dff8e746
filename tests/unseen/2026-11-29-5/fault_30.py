"""Offsets of an image's elements within its group of channels are 16 bits wide: where C/groups x height x width passes 65536,
windows beyond it are read from the beginning again.

Plausible: an indirection table of uint16 for mobile kernels, where feature maps are small; 4 channels of 160x160 are enough.
"""
import numpy as np

import control
from contract import Implementation
from support import surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, dilation=dilation, groups=groups)
    if groups < 1 or weight.ndim != input.ndim or weight.shape[1] * groups != input.shape[1] or input.ndim < 3:
        return control.correlate(input, weight, padding=padding, **given)
    control.refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    x = surround(input, padding)
    span = x[0, : weight.shape[1]].size if len(x) else 0
    if span > 65536:
        flat = x.reshape(len(x), groups, span)
        x = flat[:, :, np.arange(span) & 0xFFFF].reshape(x.shape)
    return control.correlate(x, weight, padding=[(0, 0)] * len(stride), **given)


IMPLEMENTATION = Implementation("fault_30", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(30)
    x, w = rng.standard_normal((1, 4, 160, 160)), rng.standard_normal((1, 4, 3, 3))
    g = dict(bias=None, stride=(2, 2), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
