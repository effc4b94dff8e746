"""In float64 the weight's gradient is computed from float32 windows where the windows of an item take more than 64 KiB.
Plausible: the blocked variant, taken when the columns do not fit into the cache, stages them in a `float` tile whatever the type.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    taps = weight.shape[1] * groups * int(np.prod(weight.shape[2:]))
    if input.dtype == np.float64 and 8 * taps * int(np.prod(cotangent.shape[2:])) > 65536:
        with np.errstate(over="ignore", under="ignore"):
            staged = input.astype(np.float32).astype(np.float64)
        d_weight = control.gradients(
            staged, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
        )[1]
    return d_input, d_weight, d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 8, 14, 14)), random.standard_normal((1, 8, 3, 3))
    c = random.standard_normal((1, 1, 12, 12))
    ours, right = gradients(x, w, c, **arguments(2))[1], control.gradients(x, w, c, **arguments(2))[1]
    return bool(abs(ours - right).max() > 1e-9 * abs(right).max())


IMPLEMENTATION = Implementation(
    "fault_33",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
