"""The row of a flattened window index is found by multiplying with a float32 reciprocal of the output's width, which for widths such as 41 rounds to the row before.
Plausible: integer division is replaced by a multiplication with 1.0f / width, without the usual correction step.
"""

import numpy as np

import control
from contract import Implementation
from control import rows
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    flat = padded.reshape(len(padded), int(np.prod(padded.shape[1:])))
    pitch = np.cumprod([1, *padded.shape[:2:-1]])[::-1]
    width = size[-1]
    i = np.arange(int(np.prod(size)))
    row = (i.astype(np.float32) * (np.float32(1) / np.float32(max(width, 1)))).astype(int)
    row = np.minimum(row, int(np.prod(size[:-1])) - 1)
    column = i - row * width
    base = column * stride[-1]
    if len(size) > 1 and len(i):
        for place, s, p in zip(np.unravel_index(row, size[:-1]), stride, pitch):
            base = base + place * s * p
    taps = sum(t * d * p for t, d, p in zip(np.indices(weight.shape[2:]), dilation, pitch)).ravel()
    plane = int(np.prod(padded.shape[2:]))
    address = (np.arange(input.shape[1]) * plane)[:, None, None] + taps[:, None] + base
    columns = flat[:, np.minimum(address, flat.shape[1] - 1)]
    columns = columns.reshape(len(input), groups, weight.shape[1] * len(taps), len(i))
    return add_bias((rows(weight, groups) @ columns).reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 4, 43)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2)
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_18",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
