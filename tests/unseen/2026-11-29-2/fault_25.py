"""The weight's gradient is cut at the wrong end: where the windows leave at least `dilation` elements over, it belongs to taps further back.
Plausible: the gradient is a correlation with stride and dilation exchanged, which gives more taps than the kernel has; the last k are kept, not the first.
"""

import numpy as np

import control
from contract import Implementation
from support import surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    padded = surround(input, padding)
    size = cotangent.shape[2:]
    if min(size) > 0:
        axes = zip(padded.shape[2:], weight.shape[2:], stride, dilation, size)
        spare = [d * ((n - s * (p - 1) - 1) // d + 1 - k) for n, k, s, d, p in axes]
        late = padded[:, :, *(slice(n, None) for n in spare)]
        d_weight = control.gradients(
            late, weight, cotangent, stride=stride, padding=[(0, 0)] * len(size), dilation=dilation, groups=groups
        )[1]
    return d_input, d_weight, d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 6, 5)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2, stride=(2, 1))
    c = random.standard_normal(control.correlate(x, w, bias=None, **a).shape)
    return differ(gradients(x, w, c, **a)[1], control.gradients(x, w, c, **a)[1])


IMPLEMENTATION = Implementation(
    "fault_25",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
