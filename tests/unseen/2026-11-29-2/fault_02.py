"""Where channels·taps leaves a remainder of 7 modulo 8, the remainder of the dot product is dropped.
Plausible: the reduction is unrolled by 8 and its tail is a hand-written switch with cases 1 to 6.
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
    main, tail = depth // 8 * 8, depth % 8
    end = main + (tail if tail in (1, 2, 3, 4, 5, 6) else 0)
    output = filters[:, :, :end] @ columns[:, :, :end]
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 7, 5, 5)), random.standard_normal((2, 7, 3, 3))
    a = arguments(2)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_02",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
