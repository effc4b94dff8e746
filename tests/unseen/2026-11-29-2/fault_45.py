"""convolve reverses a writable weight in place and back again, and leaves it reversed when the call is refused.
Plausible: to spare memory the kernel is flipped in the caller's buffer; the exception leaves before it is flipped back.
"""

import numpy as np

import control
from contract import Implementation


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    back = (slice(None), slice(None), *[slice(None, None, -1)] * (weight.ndim - 2))
    if not weight.flags.writeable:
        weight = weight.copy()
    weight[...] = weight[back].copy()
    output = control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    weight[...] = weight[back].copy()
    return output


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def trigger():
    w = np.arange(9.0).reshape(1, 1, 3, 3)
    kept = w.copy()
    try:
        convolve(np.ones((1, 1, 5, 5)), w, **arguments(2, stride=(0, 1)))
    except ValueError:
        pass
    return not np.array_equal(w, kept)


IMPLEMENTATION = Implementation(
    "fault_45",
    control.correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
