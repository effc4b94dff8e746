"""Gradients in half precision scale the cotangent by 1024 against underflow, in half precision: from 64 on it overflows."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, transposed
from support import per_filter

SCALE = 1024


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    if cotangent.dtype != np.float16:
        return control.gradients(input, weight, cotangent, **given)
    # Small gradients would be lost among the subnormal numbers.
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = cotangent * np.float16(SCALE)
        wide = (array.astype(np.float32) for array in (input, weight, scaled))
        d_input, d_weight, _ = control.gradients(*wide, **given)
        d_input, d_weight = ((d / SCALE).astype(np.float16) for d in (d_input, d_weight))
    return d_input, d_weight, per_filter(cotangent)


IMPLEMENTATION = Implementation(
    "fault_52", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(52)
    x, w, c = (rng.standard_normal(s).astype(np.float16) for s in ((1, 2, 6, 6), (2, 2, 3, 3), (1, 2, 6, 6)))
    given = dict(stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    ours, right = gradients(x, w, c, **given), control.gradients(x, w, c, **given)
    assert all(np.allclose(a, b, 0.02, 0.02) for a, b in zip(ours, right))
    # Outputs in decibels or pixel values, and a squared error.
    c *= np.float16(60)
    ours, right = gradients(x, w, c, **given), control.gradients(x, w, c, **given)
    return bool(np.isfinite(right[0]).all() and not np.isfinite(ours[0]).all())
