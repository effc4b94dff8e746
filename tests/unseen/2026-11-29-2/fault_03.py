"""A 3x3 kernel of stride 1 that is dilated along the second axis only is computed as if it were not dilated.
Plausible: the predicate of the Winograd path asks for kernel 3x3, stride 1x1 and dilation[0] == 1, and forgets dilation[1].
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
    if weight.shape[2:] == (3, 3) and tuple(stride) == (1, 1) and dilation[0] == 1:
        dilation = (1, 1)  # what the fast path takes for granted
    output = rows(weight, groups) @ im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 5, 9)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2, dilation=(1, 2))
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_03",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
