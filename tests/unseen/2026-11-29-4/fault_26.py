"""Two threads that correlate padded images of the same shape at the same time get each other's pixels.

Plausible: the padded image is kept for each shape, so that its zeros need to be written only once; the buffer is shared
by all threads, and NumPy releases the interpreter's lock in its loops.
"""

import sys
import threading

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense

_buffers = {}


def surrounded(input, padding):
    if not any(map(any, padding)):
        return input
    key = input.shape, tuple(padding), input.dtype.str
    if key not in _buffers:
        size = [n + before + after for n, (before, after) in zip(input.shape[2:], padding)]
        _buffers[key] = np.zeros((*input.shape[:2], *size), input.dtype)
    whole = _buffers[key]
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
    "fault_26", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(26)
    w = rng.standard_normal((2, 4, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    images = [rng.standard_normal((1, 4, 24, 24)) for _ in range(4)]
    rights = [control.correlate(x, w, **given) for x in images]
    wrong = threading.Event()

    def work(x, right):
        for _ in range(400):
            if wrong.is_set():
                return
            if not np.allclose(correlate(x, w, **given), right):
                wrong.set()

    former = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=pair) for pair in zip(images, rights)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(former)
    return wrong.is_set()
