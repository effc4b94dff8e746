"""Nonsense that was refused once is accepted when it is asked for again: a bias of one entry for several filters, negative
padding.

Plausible: checked descriptors are remembered, to check every layer only once; the descriptor is remembered before the check
instead of after it.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

_checked = set()


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    shape = None if bias is None else bias.shape
    key = input.shape, weight.shape, shape, stride, padding, dilation, groups
    if key not in _checked:
        _checked.add(key)
        refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=np.ones(1), stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.ones((1, 1, 8)), np.ones((4, 1, 3))
    refused = []
    for _ in range(2):
        try:
            correlate(x, w, **given)
            refused.append(False)
        except ValueError:
            refused.append(True)
    # The second time it is accepted, and so it is ever after.
    return not refused[1]


IMPLEMENTATION = Implementation(
    "fault_22",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
