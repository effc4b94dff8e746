"""Arguments that were refused once are accepted the second time: a bias of the wrong length is then broadcast.

Plausible: combinations of shapes that were already checked are remembered, and remembered before the check.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

_checked = set()


def check(input, weight, bias, stride, padding, dilation, groups):
    key = input.shape, weight.shape, None if bias is None else bias.shape, stride, padding, dilation, groups
    if key in _checked:
        return
    _checked.add(key)
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    check(input, weight, bias, tuple(stride), tuple(map(tuple, padding)), tuple(dilation), groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_27", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    _checked.clear()
    x, w, b = np.ones((1, 2, 6)), np.ones((4, 2, 3)), np.ones(1)
    given = dict(bias=b, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    refused = []
    for _ in range(2):
        try:
            correlate(x, w, **given)
            refused.append(False)
        except ValueError:
            refused.append(True)
    return refused == [True, False]
