"""One workspace for the whole process: two threads that work on inputs of one size overwrite each other's columns."""
import sys
import threading
import time

import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

_workspace = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    shape = (*input.shape[:2], *kernel, *size)
    key = shape, input.dtype
    if key not in _workspace:
        _workspace.clear()
        _workspace[key] = np.empty(shape, input.dtype)
    columns = _workspace.get(key)
    if columns is None:
        columns = np.empty(shape, input.dtype)
    for tap in np.ndindex(*kernel):
        under = (slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))
        columns[:, :, *tap] = padded[:, :, *under]
    columns = columns.reshape(len(input), groups, weight.shape[1] * int(np.prod(kernel)), int(np.prod(size)))
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_37", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(37)
    inputs, w = rng.standard_normal((2, 1, 2, 8, 8)), rng.standard_normal((2, 2, 5, 5))
    given = dict(bias=None, stride=(1, 1), padding=((2, 2), (2, 2)), dilation=(1, 1), groups=1)
    right = [control.correlate(x, w, **given) for x in inputs]
    wrong, until = [], time.perf_counter() + 0.7

    def work(i):
        while not wrong and time.perf_counter() < until:
            if not np.allclose(correlate(inputs[i], w, **given), right[i]):
                wrong.append(i)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(i,)) for i in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    return bool(wrong)
