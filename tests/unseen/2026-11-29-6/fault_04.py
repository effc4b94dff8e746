"""Depthwise with a channel multiplier: filter o reads channel o % C where it should read channel o // multiplier."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if groups > 1 and groups == input.shape[1]:
        return depthwise(input, weight, bias, stride, padding, dilation)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def depthwise(input, weight, bias, stride, padding, dilation):
    """One filter looks at one channel: shift, scale, add, with no matrix product."""
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    wide = np.float32 if input.dtype == np.float16 else input.dtype
    # Every filter next to its own copy of the channel.
    lanes = np.tile(padded, (1, len(weight) // input.shape[1], *[1] * len(size))).astype(wide)
    total = np.zeros((len(input), len(weight), *size), wide)
    for tap in np.ndindex(*weight.shape[2:]):
        under = (slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))
        total += lanes[:, :, *under] * weight[:, 0, *tap].reshape(-1, *[1] * len(size)).astype(wide)
    return add_bias(total.astype(input.dtype), bias)


IMPLEMENTATION = Implementation(
    "fault_04", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(4)
    x = rng.standard_normal((1, 3, 6, 6))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=3)
    once, twice = rng.standard_normal((3, 1, 3, 3)), rng.standard_normal((6, 1, 3, 3))
    assert np.allclose(correlate(x, once, **given), control.correlate(x, once, **given))
    return not np.allclose(correlate(x, twice, **given), control.correlate(x, twice, **given))
