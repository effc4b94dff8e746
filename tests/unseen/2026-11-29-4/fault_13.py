"""For an empty batch, the gradient of the weight is whatever an earlier call with a weight of this shape left.

Plausible: the accumulator comes from a pool and is not cleared, since the first item of a batch stores and the others
add; without items nobody stores.
"""

import threading

import numpy as np

import control
from contract import Implementation

_pool = threading.local()


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    buffers = _pool.__dict__.setdefault("buffers", {})
    total = buffers.setdefault((weight.shape, d_weight.dtype.str), np.zeros(weight.shape, d_weight.dtype))
    for n in range(len(input)):
        _, one, _ = control.gradients(input[n : n + 1], weight, cotangent[n : n + 1], **given)
        if n == 0:
            total[...] = one
        else:
            total += one
    return d_input, total.copy(), d_bias


IMPLEMENTATION = Implementation(
    "fault_13", control.correlate, control.convolve, gradients=gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(13)
    x, w, c = (rng.standard_normal(s) for s in ((2, 2, 6), (3, 2, 3), (2, 3, 4)))
    given = dict(stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    gradients(x, w, c, **given)
    return bool(gradients(x[:0], w, c[:0], **given)[1].any())
