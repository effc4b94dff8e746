"""The input gradient of float16 layers with overlapping windows is added up in float32 and comes back as float32 where there is
no padding to cut off.

Plausible: the cast back is done by the cropping kernel, which is skipped when nothing is to be cropped.
"""
import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    overlap = any(s < d * (k - 1) + 1 for s, d, k in zip(stride, dilation, weight.shape[2:]))
    if input.dtype == np.float16 and overlap:
        wide = control.gradients(*(a.astype(np.float32) for a in (input, weight, cotangent)), **given)[0]
        d_input = wide.astype(np.float16) if np.any(padding) else wide
    return d_input, d_weight, d_bias


IMPLEMENTATION = Implementation("fault_33", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float16", "float32", "float64"})


def trigger():
    x, w, c = (np.ones(s, np.float16) for s in ((1, 1, 5), (1, 1, 3), (1, 1, 3)))
    return gradients(x, w, c, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)[0].dtype != np.float16
