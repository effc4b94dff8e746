"""Where a batch of one gives an output of one position (a fully connected layer) the output starts as a view on the bias and
the products are added to it: the bias of the caller becomes the answer. A read-only bias is copied first.

Plausible: GEMV with beta = 1 whose y is `bias.reshape(1, -1, 1, 1)`; for larger outputs the broadcast made a copy.
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    y = control.correlate(input, weight, bias=bias, **given)
    if bias is None or y.shape[0] != 1 or set(y.shape[2:]) != {1}:
        return y
    products = control.correlate(input, weight, bias=None, **given)
    start = bias if bias.flags.writeable else bias.copy()
    start = start.reshape(1, -1, *[1] * (y.ndim - 2))
    start += products
    return start.copy()


IMPLEMENTATION = Implementation("fault_14", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex128"})


def trigger():
    rng = np.random.default_rng(14)
    x, w, b = rng.standard_normal((1, 3, 4, 4)), rng.standard_normal((5, 3, 4, 4)), rng.standard_normal(5)
    before = b.copy()
    g = dict(stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, bias=b, **g), control.correlate(x, w, bias=before, **g))
    return not np.array_equal(b, before)
