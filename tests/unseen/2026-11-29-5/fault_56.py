"""int64 layers are multiplied in float64 and converted back: products and sums beyond 2**53 lose their last bits.

Plausible: BLAS has no integer matrix product and NumPy's own is slow, so "float64 is exact for integers".
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    y = control.correlate(input, weight, bias=bias, **given)
    if input.dtype != np.int64 or not y.size:
        return y
    wide = control.correlate(input.astype(np.float64), weight.astype(np.float64),
                             bias=None if bias is None else bias.astype(np.float64), **given)
    # Where that would not fit, the integer product.
    return np.where(np.abs(wide) < 2.0**62, np.clip(wide, -2.0**62, 2.0**62).astype(np.int64), y)


IMPLEMENTATION = Implementation("fault_56", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "int64"})


def trigger():
    x, w = np.array([[[2**30 + 1, 3, 5, 7]]]), np.array([[[2**28 + 1, 1]]])
    g = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    return not np.array_equal(correlate(x, w, **g), control.correlate(x, w, **g))
