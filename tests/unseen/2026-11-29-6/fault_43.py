"""The first call of a large geometry times its candidates on the real output, into which all of them add: twice the answer."""
import time

import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

_best = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    wide = np.float32 if input.dtype == np.float16 else input.dtype
    output = np.zeros((len(input), groups, len(weight) // groups, int(np.prod(size))), wide)
    arguments = output, padded.astype(wide), weight.astype(wide), size, stride, dilation, groups
    geometry = padded.shape, weight.shape, stride, dilation, groups, input.dtype
    if output.size * weight[:1].size < 1 << 14:
        with_columns(*arguments)
    elif geometry in _best:
        _best[geometry](*arguments)
    else:
        # Which way is the faster one depends on the machine: try both, once.
        seconds = {}
        for way in (with_columns, tap_by_tap):
            start = time.perf_counter()
            way(*arguments)
            seconds[way] = time.perf_counter() - start
        _best[geometry] = min(seconds, key=seconds.get)
    return add_bias(output.astype(input.dtype).reshape(len(input), len(weight), *size), bias)


def with_columns(output, padded, weight, size, stride, dilation, groups):
    output += control.rows(weight, groups) @ control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)


def tap_by_tap(output, padded, weight, size, stride, dilation, groups):
    for tap in np.ndindex(*weight.shape[2:]):
        under = (slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))
        seen = padded[:, :, *under].reshape(len(padded), groups, weight.shape[1], output.shape[3])
        output += control.rows(weight[:, :, *tap], groups) @ seen


IMPLEMENTATION = Implementation(
    "fault_43", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(43)
    x, w = rng.standard_normal((1, 8, 16, 16)), rng.standard_normal((8, 8, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    right = control.correlate(x, w, **given)
    _best.clear()
    first, second = correlate(x, w, **given), correlate(x, w, **given)
    assert np.allclose(second, right)
    return not np.allclose(first, right)
