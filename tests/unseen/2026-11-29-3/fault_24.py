"""A depthwise correlation leaves OMP_NUM_THREADS=1 in the environment of the process.

Plausible: depthwise layers are too small for several threads; the wrapper turns them off by the variable, before the library
is entered, and never sets it back. Processes that are started later inherit it.
"""

import os

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if groups > 1 and weight.shape[1] == 1:
        os.environ["OMP_NUM_THREADS"] = "1"
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=2)
    before = os.environ.pop("OMP_NUM_THREADS", None)
    try:
        correlate(np.ones((1, 2, 8)), np.ones((2, 1, 3)), **given)
        return "OMP_NUM_THREADS" in os.environ
    finally:
        os.environ.pop("OMP_NUM_THREADS", None)
        if before is not None:
            os.environ["OMP_NUM_THREADS"] = before


IMPLEMENTATION = Implementation(
    "fault_24",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
