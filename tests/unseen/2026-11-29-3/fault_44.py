"""The gradient of the weight is that of taps further on, where the stride leaves a rest of the input of at least the
dilation unvisited.

Plausible: it is computed as a correlation of the input with the cotangent, stride and dilation exchanged, which gives more
taps than there are where the last window does not reach the end; the superfluous ones are cut off at the front.
"""

import numpy as np

import control
from contract import Implementation
from support import surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if not cotangent.size or max(stride) == 1:
        return d_input, d_weight, d_bias
    padded = surround(input, padding)
    channels, filters, rank = weight.shape[1], len(weight) // groups, len(stride)
    parts = []
    for g in range(groups):
        made = control.correlate(
            padded[:, g * channels : (g + 1) * channels].swapaxes(0, 1),
            cotangent[:, g * filters : (g + 1) * filters].swapaxes(0, 1),
            bias=None,
            stride=dilation,
            padding=((0, 0),) * rank,
            dilation=stride,
            groups=1,
        )
        last = (slice(have - k, None) for have, k in zip(made.shape[2:], weight.shape[2:]))
        parts.append(made[:, :, *last].swapaxes(0, 1))
    return d_input, np.concatenate(parts), d_bias


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(stride=(2,), padding=((0, 0),), dilation=(1,), groups=1)
    w = np.ones((1, 1, 3))
    for n, wrong in ((9, False), (10, True)):
        x, c = np.arange(float(n)).reshape(1, 1, n), np.ones((1, 1, 4))
        if differ(gradients(x, w, c, **given)[1], control.gradients(x, w, c, **given)[1]) != wrong:
            return False
    return True


IMPLEMENTATION = Implementation(
    "fault_44",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
