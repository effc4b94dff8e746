"""A grouped layer with one filter per group but several channels per group is taken for a depthwise one: of each group's
channels only the first is read.

Plausible: the depthwise kernel is chosen by `out_channels == groups`; nearly always in_channels is the same number.
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if groups > 1 and len(weight) == groups and weight.shape[1] > 1:
        control.correlate(input[:0], weight, **given)
        return control.correlate(input[:, :: weight.shape[1]], weight[:, :1], **given)
    return control.correlate(input, weight, **given)


IMPLEMENTATION = Implementation("fault_41", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(41)
    x, w = rng.standard_normal((1, 6, 8)), rng.standard_normal((3, 2, 3))
    g = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=3)
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
