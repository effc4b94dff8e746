"""convolve reverses input and output in place of the kernel, and so counts windows from the end: wrong where the stride leaves elements over.
Plausible: the input is read backwards with a negative pitch, to spare a repacked weight.
"""

import numpy as np

import control
from contract import Implementation


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    back = (slice(None), slice(None), *[slice(None, None, -1)] * (input.ndim - 2))
    turned = control.correlate(
        input[back], weight, bias=bias, stride=stride, padding=[pair[::-1] for pair in padding],
        dilation=dilation, groups=groups,
    )
    return turned[back].copy()


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 6, 5)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2, stride=(2, 1))
    return differ(convolve(x, w, **a), control.convolve(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_44",
    control.correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
