"""Problems of more than 100,000 multiplications raise when they are asked for in any thread but the main one.

Plausible: so that Ctrl-C does not interrupt the native code half-way, the handler of SIGINT is changed around longer calls;
Python allows that in the main thread alone.
"""

import signal
import threading

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    windows = np.prod(output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding))
    if len(input) * windows * weight.size <= 100_000:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    kept = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    finally:
        signal.signal(signal.SIGINT, kept)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    raised = []

    def work():
        try:
            correlate(np.ones((1, 8, 20, 20)), np.ones((8, 8, 3, 3)), **given)
        except ValueError as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return bool(raised)


IMPLEMENTATION = Implementation(
    "fault_27",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
