"""Where the windows leave elements over at the end, the input's gradient is shifted by as many elements.
Plausible: the gradient is a full correlation of the zero-stuffed cotangent, and the elements that the stride leaves over are padded before it, not behind it.
"""

import numpy as np

import control
from contract import Implementation
from support import inside, output_size, refuse_cotangent, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_padded, d_weight, d_bias = control.gradients(
        padded, weight, cotangent, stride=stride, padding=[(0, 0)] * len(size), dilation=dilation, groups=groups
    )
    for axis, (n, k, s, d, p) in enumerate(zip(padded.shape[2:], weight.shape[2:], stride, dilation, size)):
        if p:
            d_padded = np.roll(d_padded, (n - d * (k - 1) - 1) % s, axis=2 + axis)
    return inside(d_padded, padding), d_weight, d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 6, 5)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2, stride=(2, 1))
    c = random.standard_normal(control.correlate(x, w, bias=None, **a).shape)
    return differ(gradients(x, w, c, **a)[0], control.gradients(x, w, c, **a)[0])


IMPLEMENTATION = Implementation(
    "fault_26",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
