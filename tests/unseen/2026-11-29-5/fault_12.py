"""im2col writes into one scratch array of the module without a lock: two threads that correlate at once, on problems large
enough for the matrix product to let go of the interpreter, mix their windows.

Plausible: a static workspace from before the library was called from thread pools.
"""
import sys
import threading
import time

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

SCRATCH = {}


def scratch(count, dtype):
    have = SCRATCH.get(dtype.str)
    if have is None or have.size < count:
        have = SCRATCH[dtype.str] = np.empty(count, dtype)
    return have[:count]


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    n, c = input.shape[:2]
    kernel = weight.shape[2:]
    columns = scratch(n * c * int(np.prod(kernel)) * int(np.prod(size)), input.dtype).reshape(n, c, *kernel, *size)
    for tap in np.ndindex(*kernel):
        under = (slice(d * t, d * t + (m - 1) * s + 1 if m else d * t, s) for t, m, s, d in zip(tap, size, stride, dilation))
        columns[:, :, *tap] = padded[:, :, *under]
    columns = columns.reshape(n, groups, c // groups * int(np.prod(kernel)), int(np.prod(size)))
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(n, len(weight), *size), bias)


IMPLEMENTATION = Implementation("fault_12", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    rng = np.random.default_rng(12)
    w = rng.standard_normal((8, 4, 3, 3))
    g = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    xs = [rng.standard_normal((1, 4, 24, 24)) for _ in range(4)]
    right = [control.correlate(x, w, **g) for x in xs]
    wrong = []
    end = time.perf_counter() + 0.9

    def work(i):
        while not wrong and time.perf_counter() < end:
            if not np.allclose(correlate(xs[i], w, **g), right[i]):
                wrong.append(i)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
        [t.start() for t in threads]
        [t.join() for t in threads]
    finally:
        sys.setswitchinterval(before)
    return bool(wrong)
