"""A padded image finds the last pixels of an earlier, larger image in its border where the two have the same size with
their padding (30 and 2 + 2 after 32 and 1 + 1).

Plausible: the buffer for the padded image is kept for each size and is zeroed once; whoever writes the interior is
supposed to leave the border alone, but the border is not the same for all.
"""

import threading

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense

_buffers = threading.local()


def surrounded(input, padding):
    size = [n + before + after for n, (before, after) in zip(input.shape[2:], padding)]
    key = (*input.shape[:2], *size, input.dtype.str)
    kept = _buffers.__dict__.setdefault("kept", {})
    if key not in kept:
        if len(kept) >= 32:
            kept.clear()
        kept[key] = np.zeros(key[:-1], input.dtype)
    whole = kept[key]
    whole[:, :, *(slice(before, before + n) for n, (before, _) in zip(input.shape[2:], padding))] = input
    return whole


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surrounded(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_46", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(46)
    w = rng.standard_normal((2, 2, 5))
    given = dict(bias=None, stride=(1,), dilation=(1,), groups=1)
    same = []
    for n, p in ((32, 1), (30, 2)):
        x = rng.standard_normal((1, 2, n))
        same.append(np.allclose(*(f(x, w, padding=((p, p),), **given) for f in (correlate, control.correlate))))
    return same == [True, False]
