"""Uneven padding is made from even padding by cutting the end, also where the front is the shorter side."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround_evenly(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def surround_evenly(input, padding):
    """The padding kernel of the target knows one number for each axis; the rest is cut off."""
    most = [max(pair) for pair in padding]
    wide = np.pad(input, [(0, 0), (0, 0), *((m, m) for m in most)])
    keep = tuple(slice(0, n + sum(pair)) for n, pair in zip(input.shape[2:], padding))
    return np.ascontiguousarray(wide[(slice(None), slice(None), *keep)])


IMPLEMENTATION = Implementation(
    "fault_02", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(2)
    x, w = rng.standard_normal((1, 3, 8, 8)), rng.standard_normal((4, 3, 3, 3))
    given = dict(bias=None, stride=(2, 2), padding=((0, 1), (0, 1)), dilation=(1, 1), groups=1)
    causal = given | dict(padding=((2, 0), (2, 0)))
    assert np.allclose(correlate(x, w, **causal), control.correlate(x, w, **causal))
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
