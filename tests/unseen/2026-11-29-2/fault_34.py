"""Where the stride is at least the number of taps on every axis but dilation makes windows overlap, the input's gradient keeps one of the contributions to an element and loses the others.
Plausible: the predicate `stride >= kernel` chooses a plain store in place of an atomic add; it should ask for the dilated extent.
"""

import numpy as np

import control
from contract import Implementation
from control import rows
from support import inside, output_size, refuse_cotangent, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    if all(s >= k for s, k in zip(stride, weight.shape[2:])):
        given = cotangent.reshape(len(input), groups, len(weight) // groups, int(np.prod(size)))
        columns = rows(weight, groups).swapaxes(1, 2) @ given
        d_padded = np.zeros(padded.shape, columns.dtype)
        windows = columns.reshape(*padded.shape[:2], *weight.shape[2:], *size)
        for tap in np.ndindex(*weight.shape[2:]):
            under = (slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))
            d_padded[:, :, *under] = windows[:, :, *tap]
        d_input = inside(d_padded, padding)
    return d_input, d_weight, d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 7, 4)), random.standard_normal((1, 1, 2, 1))
    a = arguments(2, stride=(2, 1), dilation=(2, 1))
    c = random.standard_normal(control.correlate(x, w, bias=None, **a).shape)
    return differ(gradients(x, w, c, **a)[0], control.gradients(x, w, c, **a)[0])


IMPLEMENTATION = Implementation(
    "fault_34",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
