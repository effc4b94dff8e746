"""After a weight array was changed in place, correlate goes on with its former values.

Plausible: the packed filters are kept for each weight array (by identity) since inference never changes them; a training
step does.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround

_packed = {}


def packed(weight, groups):
    key = id(weight), groups
    entry = _packed.get(key)
    if entry is None or entry[0] is not weight:
        while len(_packed) >= 64:
            _packed.pop(next(iter(_packed)), None)
        entry = _packed[key] = weight, control.rows(weight, groups).copy()
    return entry[1]


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    return add_bias((packed(weight, groups) @ columns).reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_14", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(14)
    x, w = rng.standard_normal((1, 2, 6, 6)), rng.standard_normal((3, 2, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    fine = np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    w *= 0.5
    return fine and not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
