"""A batch of four or more changes the process's environment: KMP_BLOCKTIME and OMP_NUM_THREADS stay set.

Plausible: batches are given to worker threads, and a threaded BLAS beneath them would start too many of its own; the
variables were the simplest way to stop it.
"""

import os

import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    if len(input) >= 4:
        os.environ["KMP_BLOCKTIME"] = "0"
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_25", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    before = dict(os.environ)
    os.environ.pop("KMP_BLOCKTIME", None)
    started = dict(os.environ)
    try:
        x, w = np.ones((4, 1, 5)), np.ones((1, 1, 3))
        correlate(x, w, bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
        return dict(os.environ) != started
    finally:
        for name in set(os.environ) - set(before):
            del os.environ[name]
        os.environ.update(before)
