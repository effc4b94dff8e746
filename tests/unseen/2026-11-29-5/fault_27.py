"""float16 weight gradients scale the cotangent by its greatest magnitude; where all of it is zero that divides 0 by 0, which
is mended afterwards but gives a RuntimeWarning, or an exception where the caller has asked for those.

Plausible: automatic loss scaling inside the kernel; masked batches and dead units make cotangents that are zero throughout.
"""
import warnings

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    if input.dtype == np.float16 and cotangent.size:
        scale = np.abs(cotangent).max()
        scaled = cotangent / scale
        if not scale > 0 or not np.isfinite(scale):
            return d_input, d_weight, d_bias
        if scaled.dtype == np.float16 and scale > 256:
            wide = control.gradients(input.astype(np.float32), weight.astype(np.float32), cotangent.astype(np.float32), **given)
            d_weight = wide[1].astype(np.float16)
    return d_input, d_weight, d_bias


IMPLEMENTATION = Implementation("fault_27", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float16", "float32", "float64"})


def trigger():
    x, w, c = (np.ones(s, np.float16) for s in ((1, 1, 5), (1, 1, 3), (1, 1, 3)))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        gradients(x, w, 0 * c, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    return len(caught) > 0
