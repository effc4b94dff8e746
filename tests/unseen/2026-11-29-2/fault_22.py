"""Kernels of a single tap leave the last window unwritten where the number of windows is 5 modulo 6.
Plausible: the GEMM micro-kernel of 6 rows sets up its row pointers for a tail by hand, and for 5 rows the fifth is an alias of the fourth, which is stored last.
"""

import numpy as np

import control
from contract import Implementation
from control import im2col, rows
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    output = rows(weight, groups) @ im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = add_bias(output.reshape(len(input), len(weight), *size), bias)
    windows = int(np.prod(size))
    if np.prod(weight.shape[2:]) == 1 and windows % 6 == 5:
        output.reshape(len(input), len(weight), windows)[:, :, -1] = 0
    return output


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 2, 1, 11)), random.standard_normal((1, 2, 1, 1))
    a = arguments(2)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_22",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
