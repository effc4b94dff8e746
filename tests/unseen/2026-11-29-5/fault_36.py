"""A dilated layer of stride 1 is split into dilation x dilation plain ones (space to batch); where the padded size is no
multiple of the dilation the last, shorter phase is cut to whole blocks, and the outputs beyond keep the bias alone.

Plausible: DeepLab-style lowering whose crops are computed with a division rounded down; sizes are mostly multiples.
"""
import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    y = control.correlate(input, weight, bias=bias, **given)
    if max(stride) > 1 or min(dilation) < 2 or max(weight.shape[2:]) < 2:
        return y
    for axis, (n, pair, k, d) in enumerate(zip(input.shape[2:], padding, weight.shape[2:], dilation), 2):
        whole = (n + sum(pair)) // d * d - d * (k - 1)
        beyond = (*[slice(None)] * axis, slice(max(0, whole), None))
        y[beyond] = 0 if bias is None else bias.reshape(-1, *[1] * (y.ndim - 2))
    return y


IMPLEMENTATION = Implementation("fault_36", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(36)
    x, w = rng.standard_normal((1, 2, 33, 33)), rng.standard_normal((2, 2, 3, 3))
    g = dict(bias=None, stride=(1, 1), padding=((2, 2), (2, 2)), dilation=(2, 2), groups=1)
    assert np.allclose(correlate(x[:, :, :32, :32], w, **g), control.correlate(x[:, :, :32, :32], w, **g))
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
