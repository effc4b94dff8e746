"""The buffer for the padded input is kept for each padded size; another split of the same padding leaves old data in its border."""
import threading

import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense

_kept = threading.local()


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def surround(input, padding):
    """The zeros of the border are written once, when the buffer is made; afterwards only the inside changes."""
    buffers = _kept.__dict__.setdefault("buffers", {})
    shape = (*input.shape[:2], *(n + sum(pair) for n, pair in zip(input.shape[2:], padding)))
    key = shape, input.shape, input.dtype
    if key not in buffers:
        buffers[key] = np.zeros(shape, input.dtype)
    buffers[key][:, :, *(slice(before, before + n) for n, (before, _) in zip(input.shape[2:], padding))] = input
    return buffers[key]


IMPLEMENTATION = Implementation(
    "fault_26", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(26)
    x, w = rng.standard_normal((1, 2, 30)), rng.standard_normal((2, 2, 3))
    given = dict(bias=None, stride=(1,), dilation=(1,), groups=1)
    # A layer of the usual kind, and a causal one beside it.
    for padding in (((1, 1),), ((2, 0),)):
        got, right = (f(x, w, padding=padding, **given) for f in (correlate, control.correlate))
        same = np.allclose(got, right)
        assert same or padding == ((2, 0),)
    return not same
