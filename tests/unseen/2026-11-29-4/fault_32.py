"""The gradient of the weight belongs to taps further back where a strided layer leaves at least `dilation` elements of
the padded input unused at an axis's end.

Plausible: it is computed as a correlation of the input with the cotangent, stride and dilation swapped, which then has
more taps than the kernel; the surplus is cut off in front instead of behind.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    if 0 in size:
        return d_input, d_weight, d_bias
    taps = tuple(
        (n + sum(pair) - s * (m - 1) - 1) // d + 1
        for n, pair, s, m, d in zip(input.shape[2:], padding, stride, size, dilation)
    )
    if taps != weight.shape[2:]:
        longer = np.zeros((*weight.shape[:2], *taps), weight.dtype)
        _, d_longer, _ = control.gradients(input, longer, cotangent, **given)
        d_weight = d_longer[:, :, *(slice(t - k, None) for t, k in zip(taps, weight.shape[2:]))]
        d_weight = np.ascontiguousarray(d_weight)
    return d_input, d_weight, d_bias


IMPLEMENTATION = Implementation(
    "fault_32", control.correlate, control.convolve, gradients=gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(32)
    x, w, c = (rng.standard_normal(s) for s in ((2, 2, 8, 8), (3, 2, 3, 3), (2, 3, 4, 4)))
    given = dict(stride=(2, 2), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    ours, right = gradients(x, w, c, **given), control.gradients(x, w, c, **given)
    return not np.allclose(ours[1], right[1])
