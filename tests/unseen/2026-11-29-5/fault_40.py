"""Where the dilation is the size of the image less one or more, and the padding equals the dilation, a kernel of 3 taps per
axis is reduced to its centre tap: at a dilation of size - 1 the outer taps still reach the opposite edge.

Plausible: an optimisation for atrous pyramids (rates 6, 12, 18 on small maps) with `>=` on an index instead of a size.
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    control.correlate(input[:0], weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if (set(weight.shape[2:]) == {3} and min(dilation) > 1 and min(input.shape[2:]) > 2 and np.isfinite(input).all()
            and np.isfinite(weight).all() and all(d >= n - 1 for d, n in zip(dilation, input.shape[2:]))
            and all(tuple(p) == (d, d) for p, d in zip(padding, dilation))):
        rank = len(stride)
        return control.correlate(input, weight[:, :, *[slice(1, 2)] * rank], bias=bias, stride=stride,
                                 padding=[(0, 0)] * rank, dilation=[1] * rank, groups=groups)
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


IMPLEMENTATION = Implementation("fault_40", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    rng = np.random.default_rng(40)
    x, w = rng.standard_normal((1, 2, 7, 7)), rng.standard_normal((2, 2, 3, 3))
    g = dict(bias=None, stride=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, padding=[(7, 7)] * 2, dilation=(7, 7), **g),
                       control.correlate(x, w, padding=[(7, 7)] * 2, dilation=(7, 7), **g))
    p = [(6, 6)] * 2
    return not np.allclose(correlate(x, w, padding=p, dilation=(6, 6), **g),
                           control.correlate(x, w, padding=p, dilation=(6, 6), **g))
