"""Where padding is longer than the kernel's extent less one, the input's gradient is taken from too early on.
Plausible: the full correlation pads by extent - 1 - padding, which is clamped at 0 where it should crop.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_cotangent, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_padded, d_weight, d_bias = control.gradients(
        padded, weight, cotangent, stride=stride, padding=[(0, 0)] * len(size), dilation=dilation, groups=groups
    )
    axes = zip(input.shape[2:], weight.shape[2:], dilation, padding)
    starts = [(n, min(before, d * (k - 1))) for n, k, d, (before, _) in axes]
    return d_padded[:, :, *(slice(start, start + n) for n, start in starts)], d_weight, d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 4, 4)), random.standard_normal((1, 1, 2, 2))
    a = arguments(2, padding=((2, 1), (0, 0)))
    c = random.standard_normal(control.correlate(x, w, bias=None, **a).shape)
    return differ(gradients(x, w, c, **a)[0], control.gradients(x, w, c, **a)[0])


IMPLEMENTATION = Implementation(
    "fault_31",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
