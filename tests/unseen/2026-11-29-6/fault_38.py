"""NumPy's error state is set before the arguments are looked at and put back at the end: a refusal leaves it changed."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    before = np.seterr(over="ignore", invalid="ignore", under="ignore")
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = control.rows(weight, groups) @ columns
    output = add_bias(output.reshape(len(input), len(weight), *size), bias)
    np.seterr(**before)
    return output


IMPLEMENTATION = Implementation(
    "fault_38", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    x, w = np.ones((1, 2, 7, 7)), np.ones((3, 1, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    before = np.geterr()
    try:
        correlate(x[:, :1], w, **given)
        assert np.geterr() == before
        try:
            correlate(x, w, **given)
        except ValueError:
            return np.geterr() != before
        return False
    finally:
        np.seterr(**before)
