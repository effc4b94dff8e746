"""The weight gradient of a batch of 4 or more is added up, image by image, in a workspace kept for its shape and cleared only
when the shape changes: a second call of the same shape right after the first returns the sum of both.

Plausible: split-K with atomic additions, whose memset of the workspace was moved into the (re)allocation.
"""
import threading

import numpy as np

import control
from contract import Implementation

LOCK = threading.Lock()
WORK = {}


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    if len(input) < 4:
        return d_input, d_weight, d_bias
    with LOCK:
        key = weight.shape, weight.dtype.str
        if WORK.get("key") != key:
            WORK.update(key=key, sums=np.zeros(weight.shape, weight.dtype))
        for i in range(len(input)):
            WORK["sums"] += control.gradients(input[i : i + 1], weight, cotangent[i : i + 1], **given)[1]
        return d_input, WORK["sums"].copy(), d_bias


IMPLEMENTATION = Implementation("fault_09", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "float16"})


def trigger():
    rng = np.random.default_rng(9)
    x, w, c = (rng.standard_normal(s) for s in ((4, 2, 6, 6), (3, 2, 3, 3), (4, 3, 4, 4)))
    g = dict(stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    first, second = gradients(x, w, c, **g)[1], gradients(x, w, c, **g)[1]
    assert np.allclose(first, control.gradients(x, w, c, **g)[1])
    return not np.allclose(second, first)
