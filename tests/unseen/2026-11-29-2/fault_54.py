"""The padded input lies in a buffer that all threads share, so simultaneous calls with inputs of the same shape mix them.
Plausible: the scratch buffer is static, or belongs to the plan, and the plan is shared.
"""

import sys
import threading

import numpy as np

import control
from contract import Implementation
from control import im2col, rows
from support import add_bias, inside, output_size, refuse_nonsense, surround


BUFFERS = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    key = (input.shape, input.dtype, tuple(map(tuple, padding)))
    if key not in BUFFERS:
        BUFFERS[key] = surround(np.zeros_like(input), padding)
    padded = BUFFERS[key]
    inside(padded, padding)[...] = input
    shape = (len(input), groups, len(weight) // groups, int(np.prod(size)))
    output = np.zeros(shape, np.result_type(input, weight))
    for tap in np.ndindex(*weight.shape[2:]):
        begin = [d * t for t, d in zip(tap, dilation)]
        shifted = np.ascontiguousarray(padded[:, :, *(slice(b, None) for b in begin)])
        column = im2col(shifted, [1] * len(size), size, stride, dilation, groups)
        output += rows(weight[:, :, *tap], groups) @ column
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    w = np.ones((1, 4, 3, 3))
    inputs = [np.full((1, 4, 24, 24), float(i)) for i in (1, 2)]
    right = [control.correlate(x, w, **arguments(2)) for x in inputs]
    wrong = []

    def work(i):
        for _ in range(200):
            if differ(correlate(inputs[i], w, **arguments(2)), right[i]):
                wrong.append(i)
                return

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            threads = [threading.Thread(target=work, args=(i,)) for i in (0, 1)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if wrong:
                break
    finally:
        sys.setswitchinterval(interval)
    return bool(wrong)


IMPLEMENTATION = Implementation(
    "fault_54",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
