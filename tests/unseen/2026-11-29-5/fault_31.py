"""Rows of outputs are done in vectors of 8, the last of them moved back so that it ends with the row. Where channels come in
more than one block of 32, later blocks add to the output in place, and the columns that two vectors share get them twice.

Plausible: the overlapping last vector is right as long as the store is no read-modify-write; the block loop came later.
"""
import numpy as np

import control
from contract import Implementation
from support import add_bias


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if groups != 1 or weight.shape[1] <= 32 or weight.shape[1] != input.shape[1]:
        return control.correlate(input, weight, **given | {"bias": bias})
    output = control.correlate(input[:, :32], weight[:, :32], **given)
    control.correlate(input[:0], weight, **given | {"bias": bias})
    width = output.shape[-1]
    starts = list(range(0, width - 7, 8))
    if width > 8 and width % 8:
        starts.append(width - 8)
    if width < 8:
        starts = [0]
    for c in range(32, input.shape[1], 32):
        more = control.correlate(input[:, c : c + 32], weight[:, c : c + 32], **given)
        for s in starts:
            output[..., s : s + 8] += more[..., s : s + 8]
    return add_bias(output, bias)


IMPLEMENTATION = Implementation("fault_31", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32"})


def trigger():
    rng = np.random.default_rng(31)
    x, w = rng.standard_normal((1, 48, 3, 14)), rng.standard_normal((2, 48, 3, 3))
    g = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x[..., :8], w, **g), control.correlate(x[..., :8], w, **g))
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g))
