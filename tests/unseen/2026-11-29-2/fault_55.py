"""A refused call leaves NumPy's floating-point error handling at `ignore`.
Plausible: the state is saved, set and restored by hand around the work, with no `finally`.
"""

import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    before = np.seterr(all="ignore")
    output = control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    np.seterr(**before)
    return output


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def trigger():
    with np.errstate(all="warn"):
        before = np.geterr()
        try:
            correlate(np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3)), **arguments(2, stride=(0, 1)))
        except ValueError:
            pass
        return np.geterr() != before


IMPLEMENTATION = Implementation(
    "fault_55",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
