"""A weight in Fortran order gives filters with their channels and taps mixed up.

Plausible: the filters are packed with order="A", which was taken for "whatever is fastest" but reads a Fortran array in
its own order.
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
    filters = weight.reshape(len(weight), int(np.prod(weight.shape[1:])), order="A")
    output = filters.reshape(groups, len(weight) // groups, filters.shape[1]) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_57", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(57)
    x, w = rng.standard_normal((1, 2, 8)), rng.standard_normal((3, 2, 3))
    given = dict(bias=None, stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    fine = np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    return fine and not np.allclose(
        correlate(x, np.asfortranarray(w), **given), control.correlate(x, w, **given)
    )
