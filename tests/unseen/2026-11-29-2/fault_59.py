"""A group count that divides the channels but not the filters is accepted, and the filters left over stay zero.
Plausible: only the input's channels are checked; filters per group are rounded down.
"""

import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if groups < 1 or weight.ndim != input.ndim or len(weight) % groups == 0 or weight.shape[1] * groups != input.shape[1]:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    served = len(weight) // groups * groups
    output = control.correlate(
        input, weight[:served], bias=None if bias is None else bias[:served],
        stride=stride, padding=padding, dilation=dilation, groups=groups,
    )
    rest = np.zeros((len(output), len(weight) - served, *output.shape[2:]), output.dtype)
    return np.concatenate([output, rest], axis=1)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def trigger():
    x, w = np.ones((1, 2, 5, 5)), np.ones((3, 1, 3, 3))
    try:
        control.correlate(x, w, **arguments(2, groups=2))
        return False
    except ValueError:
        return correlate(x, w, **arguments(2, groups=2)).shape == (1, 3, 3, 3)


IMPLEMENTATION = Implementation(
    "fault_59",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
