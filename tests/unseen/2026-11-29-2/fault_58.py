"""Operands of foreign byte order are read as if they were native.
Plausible: the type is looked up by its name or kind and size, and the bytes are handed to the kernel as they are.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    def raw(a):
        return a if a is None else np.array(a, order="C").view(a.dtype.newbyteorder("="))
    with np.errstate(all="ignore"):
        return control.correlate(
            raw(input), raw(weight), bias=raw(bias), stride=stride, padding=padding, dilation=dilation, groups=groups
        )


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    foreign = np.dtype(float).newbyteorder("S")
    x, w = np.ones((1, 1, 5, 5), foreign), np.ones((1, 1, 3, 3))
    return differ(correlate(x, w, **arguments(2)), control.correlate(x, w, **arguments(2)))


IMPLEMENTATION = Implementation(
    "fault_58",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
