"""Weights are packed in the order in which they lie in memory, which is wrong for transposed and Fortran-ordered ones.
Plausible: `ravel` is told to avoid a copy (order K), or the raw storage of a permuted tensor is taken.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    packed = weight.ravel(order="K").reshape(weight.shape)
    return control.correlate(
        input, packed, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 5, 5)), random.standard_normal((1, 1, 3, 3)).swapaxes(2, 3)
    return differ(correlate(x, w, **arguments(2)), control.correlate(x, w, **arguments(2)))


IMPLEMENTATION = Implementation(
    "fault_57",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
