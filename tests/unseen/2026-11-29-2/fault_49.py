"""In float32, where both channels and filters of a group are multiples of 8, operands are cut to 10 bits of mantissa.
Plausible: TF32 tensor cores are allowed by default, and serve the shapes that are aligned for them.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.dtype == np.float32 and weight.shape[1] % 8 == 0 and len(weight) // groups % 8 == 0:
        input, weight = (
            (np.array(a, np.float32, order="C").view(np.uint32) & np.uint32(0xFFFFE000)).view(np.float32)
            for a in (input, weight)
        )
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 8, 4, 4), np.float32), random.standard_normal((8, 8, 3, 3), np.float32)
    ours, right = correlate(x, w, **arguments(2)), control.correlate(x, w, **arguments(2))
    return bool(abs(ours - right).max() > 1e-5 * abs(right).max())


IMPLEMENTATION = Implementation(
    "fault_49",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
