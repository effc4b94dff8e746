"""Offsets into one padded item are kept in 16 bits, and wrap where the item has more than 65536 elements.
Plausible: an indirection table (as in QNNPACK) is made of uint16_t to halve its footprint.
"""

import numpy as np

import control
from contract import Implementation
from control import im2col, rows
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    addresses = np.arange(int(np.prod(padded.shape[1:]))).reshape(1, *padded.shape[1:])
    table = im2col(addresses, weight.shape[2:], size, stride, dilation, groups)[0].astype(np.uint16)
    columns = padded.reshape(len(padded), addresses.size)[:, table]
    output = rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 17, 64, 64)), random.standard_normal((1, 17, 1, 1))
    a = arguments(2, stride=(2, 2))
    return differ(correlate(x, w, **a), control.correlate(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_06",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
