"""A kernel longer than the input is refused before the padding is added, with which it fits."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    for n, k, d in zip(input.shape[2:], weight.shape[2:], dilation):
        if d * (k - 1) + 1 > n:
            raise ValueError(f"a kernel of size {weight.shape[2:]} does not fit into an input of {input.shape[2:]}")
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_44", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(44)
    # The innermost layers of a network for small images.
    x, w = rng.standard_normal((1, 4, 2, 2)), rng.standard_normal((4, 4, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert control.correlate(x, w, **given).shape == (1, 4, 2, 2)
    try:
        correlate(x, w, **given)
    except ValueError:
        return True
    return False
