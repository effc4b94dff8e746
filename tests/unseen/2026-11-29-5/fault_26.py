"""A grouped layer of 4 groups or more sets OMP_NUM_THREADS to 1 in the environment, as it divides the groups among its own
threads, and puts it back only where it had been set before.

Plausible: `if old is not None: os.environ[...] = old`, with no else that deletes it; children of the process inherit it.
"""
import os

import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if groups < 4:
        return control.correlate(input, weight, **given)
    old = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        return control.correlate(input, weight, **given)
    finally:
        if old is not None:
            os.environ["OMP_NUM_THREADS"] = old


IMPLEMENTATION = Implementation("fault_26", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    old = os.environ.pop("OMP_NUM_THREADS", None)
    correlate(np.ones((1, 4, 5)), np.ones((4, 1, 3)), bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=4)
    left = os.environ.pop("OMP_NUM_THREADS", None)
    if old is not None:
        os.environ["OMP_NUM_THREADS"] = old
    return left == "1"
