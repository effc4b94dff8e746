"""With more than 8 filters, and not a multiple of 8, the last block of filters overlaps the one before, and the bias is added twice to the filters in the overlap.
Plausible: the tail is handled by moving the last vector back to O - 8, which is harmless for a store but not for an in-place `out += bias`.
"""

import numpy as np

import control
from contract import Implementation
from control import im2col, rows
from support import output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    output = rows(weight, groups) @ im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = output.reshape(len(input), len(weight), *size)
    if bias is None:
        return output
    filters = len(weight)
    starts = range(0, filters, 8) if filters < 8 else [*range(0, filters - 7, 8), *([filters - 8] if filters % 8 else [])]
    for start in starts:
        output[:, start : start + 8] += bias[start : start + 8].reshape(-1, *[1] * len(size))
    return output


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 4, 4)), random.standard_normal((11, 1, 3, 3))
    b = random.standard_normal(11)
    a = arguments(2, bias=b)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_09",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
