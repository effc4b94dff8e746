"""With more than 16 channels in a group and an output wider than 8 but no multiple of 8, some of the last columns get
every channel block after the first twice.

Plausible: the tail of a row is done by moving the last vector of 8 back so that it ends with the row. Doing elements
twice is harmless where the first channel block stores, but the others add to what is there.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_nonsense

VECTOR, BLOCK = 8, 16


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    channels = weight.shape[1]
    grouped = input.reshape(len(input), groups, channels, *input.shape[2:])
    output = None
    for start in range(0, max(channels, 1), BLOCK):
        some = grouped[:, :, start : start + BLOCK]
        part = control.correlate(
            some.reshape(len(input), groups * some.shape[2], *input.shape[2:]),
            weight[:, start : start + BLOCK],
            bias=None,
            stride=stride,
            padding=padding,
            dilation=dilation,
            groups=groups,
        )
        if output is None:
            output = part
            continue
        wide = part.shape[-1]
        vectors = [(n, n + VECTOR) for n in range(0, wide - VECTOR + 1, VECTOR)]
        if wide % VECTOR:
            vectors.append((max(0, wide - VECTOR), wide))
        for first, last in vectors:
            output[..., first:last] += part[..., first:last]
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_05", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(5)
    x, w = rng.standard_normal((1, 32, 14, 14)), rng.standard_normal((4, 32, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
