"""Two threads that correlate images of the same shape at once can get each other's results.

Plausible: the column buffer of im2col is kept for every shape in a module-level dictionary; NumPy lets other threads run
while it copies and multiplies.
"""

import sys
import threading
import time

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

_columns = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    made = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    columns = _columns.get((made.shape, made.dtype))
    if columns is None:
        if len(_columns) >= 16:
            _columns.clear()
        columns = _columns[made.shape, made.dtype] = np.empty_like(made)
    columns[...] = made
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    w = np.ones((4, 4, 3, 3))
    wrong = threading.Event()
    end = time.perf_counter() + 0.8

    def work(value):
        x = np.full((1, 4, 24, 24), value)
        right = control.correlate(x, w, **given)
        while time.perf_counter() < end and not wrong.is_set():
            if not np.array_equal(correlate(x, w, **given), right):
                wrong.set()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(float(i + 1),)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    return wrong.is_set()


IMPLEMENTATION = Implementation(
    "fault_26",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
