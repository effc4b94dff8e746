"""The gradient of the input is shifted along axes that have more padding before than the kernel reaches, d·(k − 1).

Plausible: it is a full correlation of the cotangent, padded by d·(k − 1) − before; where that is negative, and the result
would have to be cut instead, it is clipped to zero to please the padding routine.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_cotangent, refuse_nonsense


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    _, d_weight, d_bias = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    given = cotangent.reshape(len(input), groups, len(weight) // groups, int(np.prod(size)))
    d_columns = control.rows(weight, groups).swapaxes(1, 2) @ given
    shape = (*input.shape[:2], *(n + before + after for n, (before, after) in zip(input.shape[2:], padding)))
    full = control.col2im(d_columns, shape, weight.shape[2:], size, stride, dilation)
    kept = []
    for n, k, d, (before, _) in zip(input.shape[2:], weight.shape[2:], dilation, padding):
        start = before + min(0, d * (k - 1) - before)
        kept.append(slice(start, start + n))
    return full[:, :, *kept], d_weight, d_bias


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(1,), dilation=(1,), groups=1)
    x, w = np.ones((1, 1, 6)), np.ones((1, 1, 2))
    for pad, wrong in ((1, False), (3, True)):
        c = np.arange(5.0 + 2 * pad).reshape(1, 1, -1)
        ours = gradients(x, w, c, padding=((pad, pad),), **given)[0]
        if differ(ours, control.gradients(x, w, c, padding=((pad, pad),), **given)[0]) != wrong:
            return False
    return True


IMPLEMENTATION = Implementation(
    "fault_45",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
