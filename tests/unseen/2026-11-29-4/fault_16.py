"""The answer of a pointwise layer without bias lies in the library's workspace, and the next such call overwrites it.

Plausible: the matrix product writes into the workspace to save an allocation; with a bias, the addition makes a copy of
it by chance.
"""

import threading

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_nonsense

_space = threading.local()


def workspace(shape, dtype):
    need = int(np.prod(shape)) * dtype.itemsize
    if len(_space.__dict__.setdefault("bytes", np.empty(0, np.uint8))) < need:
        _space.bytes = np.empty(need + need // 2 + 64, np.uint8)
    return _space.bytes[:need].view(dtype).reshape(shape)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    plain = set(weight.shape[2:]) == set(stride) == {1} and not any(map(any, padding))
    if not plain or input.dtype != weight.dtype or not input.dtype.isnative:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    pixels = int(np.prod(input.shape[2:]))
    out = workspace((len(input), groups, len(weight) // groups, pixels), input.dtype)
    np.matmul(control.rows(weight, groups), input.reshape(len(input), groups, weight.shape[1], pixels), out=out)
    return add_bias(out.reshape(len(input), len(weight), *input.shape[2:]), bias)


IMPLEMENTATION = Implementation(
    "fault_16", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(16)
    x, w = rng.standard_normal((1, 8, 6, 6)), rng.standard_normal((4, 8, 1, 1))
    given = dict(bias=None, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    first = correlate(x, w, **given)
    before = first.copy()
    correlate(-x, w, **given)
    return not np.array_equal(first, before)
