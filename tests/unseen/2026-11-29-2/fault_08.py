"""Split-K, chosen from 512 terms per sum on, adds the bias in each of its four slices.
Plausible: the bias is fused into the GEMM's epilogue, and every split-K slice runs the epilogue before the atomic add.
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
    columns = im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    filters = rows(weight, groups)
    depth = columns.shape[2]
    slices = 4 if depth >= 512 else 1
    cuts = [depth * i // slices for i in range(slices + 1)]
    output = 0
    for start, end in zip(cuts, cuts[1:]):
        partial = filters[:, :, start:end] @ columns[:, :, start:end]
        output = output + add_bias(partial.reshape(len(input), len(weight), *size), bias)
    return output


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 64, 4, 4)), random.standard_normal((2, 64, 3, 3))
    b = random.standard_normal(2)
    a = arguments(2, bias=b)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_08",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
