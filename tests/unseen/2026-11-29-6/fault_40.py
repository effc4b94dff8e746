"""Small products run with OMP_NUM_THREADS=1, which is deleted afterwards rather than put back to what the user had set."""
import os

import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    with one_thread():
        output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


class one_thread:
    """Products of this size are slower on several threads."""

    def __enter__(self):
        os.environ["OMP_NUM_THREADS"] = "1"

    def __exit__(self, *raised):
        os.environ.pop("OMP_NUM_THREADS", None)


IMPLEMENTATION = Implementation(
    "fault_40", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    x, w = np.ones((1, 1, 5)), np.ones((1, 1, 3))
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "2"
    try:
        correlate(x, w, **given)
        return os.environ.get("OMP_NUM_THREADS") != "2"
    finally:
        os.environ.pop("OMP_NUM_THREADS", None)
        if before is not None:
            os.environ["OMP_NUM_THREADS"] = before
