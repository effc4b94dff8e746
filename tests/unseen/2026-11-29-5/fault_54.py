"""The bias gradient is added up on the way of the weight gradient, which passes over windows that lie wholly in the padding:
their cotangents are missing from it (padding as large as the reach of the kernel, or more).

Plausible: a fused reduction that inherits the other's skip of empty tiles; "full" padding is k - 1, just short of it.
"""
import numpy as np

import control
from contract import Implementation
from support import per_filter


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    seen = cotangent
    for axis, (n, k, s, d, (b, _)) in enumerate(zip(input.shape[2:], weight.shape[2:], stride, dilation, padding), 2):
        first = np.arange(cotangent.shape[axis]) * s - b
        meets = (first + d * (k - 1) >= 0) & (first < n)
        if not meets.all():
            seen = seen[(*[slice(None)] * axis, meets)]
    return d_input, d_weight, d_bias if seen is cotangent else per_filter(seen)


IMPLEMENTATION = Implementation("fault_54", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "float16"})


def trigger():
    rng = np.random.default_rng(54)
    x, w = rng.standard_normal((1, 2, 5)), rng.standard_normal((3, 2, 3))
    right = []
    for p in 2, 3:
        g = dict(stride=(1,), padding=((p, p),), dilation=(1,), groups=1)
        c = rng.standard_normal((1, 3, 3 + 2 * p))
        right.append(np.allclose(gradients(x, w, c, **g)[2], control.gradients(x, w, c, **g)[2]))
    return right == [True, False]
