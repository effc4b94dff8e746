"""Signals of one axis and 256 elements or more are cut into pieces that overlap by k - 1 elements, not dilation·(k - 1): the last windows of a piece lack elements.
Plausible: overlap-save blocking for long 1-D signals was written before dilation was supported.
"""

import numpy as np

import control
from contract import Implementation
from control import im2col, rows
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    if len(size) > 1 or padded.shape[2] < 256:
        output = rows(weight, groups) @ im2col(padded, weight.shape[2:], size, stride, dilation, groups)
        return add_bias(output.reshape(len(input), len(weight), *size), bias)
    (step,), (spread,), taps = stride, dilation, weight.shape[2]
    pieces = []
    for start in range(0, size[0], 128):
        count = min(128, size[0] - start)
        needed = (count - 1) * step + spread * (taps - 1) + 1
        piece = padded[:, :, start * step : start * step + needed].copy()
        if start + count < size[0]:
            piece[:, :, (count - 1) * step + taps :] = 0
        pieces.append(rows(weight, groups) @ im2col(piece, (taps,), (count,), stride, dilation, groups))
    output = np.concatenate(pieces, axis=3) if pieces else np.zeros(0, np.result_type(input, weight))
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 300)), random.standard_normal((1, 1, 3))
    a = arguments(1, dilation=(2,))
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_15",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
