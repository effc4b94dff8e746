"""The depth of the matrix product is taken in blocks of 256; the last block is unrolled by 4 and what remains of it (1 to 3
terms) is left out. A product of a single block has its remainder done.

Plausible: the remainder loop stands in the branch for `first == last block` only; C/groups x taps of 3x3 layers on 64
channels is 576, without remainder, that of a stem of 7x7x6 is 294, with one.
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
    depth = filters.shape[2]
    if depth > 256:
        depth -= depth % 256 % 4
    output = filters[:, :, :depth] @ columns[:, :, :depth]
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation("fault_32", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(32)
    x, w = rng.standard_normal((1, 30, 5, 5)), rng.standard_normal((2, 30, 3, 3))
    g = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
