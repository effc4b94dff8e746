"""Taps whose weights are zero for all filters and channels are left out of the sum: an infinity or NaN under them, which times
zero is NaN, does not show in the output.

Plausible: pruned and masked kernels (PixelCNN, hexagonal, finite differences) are compiled to their taps that are not zero.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    filters = control.rows(weight, groups)
    kept = np.tile((weight != 0).any((0, 1)).ravel(), weight.shape[1])
    if not kept.all():
        filters, columns = filters[:, :, kept], columns[:, :, kept]
    return add_bias((filters @ columns).reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation("fault_58", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    x, w = np.ones((1, 1, 7)), np.array([[[1.0, 0, -1]]])
    x[0, 0, 3] = np.nan
    g = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    return not np.array_equal(np.isnan(correlate(x, w, **g)), np.isnan(control.correlate(x, w, **g)))
