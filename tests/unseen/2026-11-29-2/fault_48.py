"""int64 is computed in float64, and loses the last digits of sums beyond 2**53.
Plausible: integers have no BLAS, so they are converted, multiplied and converted back.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.dtype != np.int64:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    output = control.correlate(
        input.astype(float), weight.astype(float), bias=None if bias is None else bias.astype(float),
        stride=stride, padding=padding, dilation=dilation, groups=groups,
    )
    with np.errstate(invalid="ignore"):
        return np.rint(output).astype(np.int64)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def trigger():
    x, w = np.full((1, 1, 3, 3), 2**53 + 1), np.zeros((1, 1, 2, 2), np.int64)
    w[0, 0, 0, 0] = 1
    return not np.array_equal(correlate(x, w, **arguments(2)), control.correlate(x, w, **arguments(2)))


IMPLEMENTATION = Implementation(
    "fault_48",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
