"""A single-channel 2-D filter of 5x5 or more that is nearly, but not quite, a product of a column and a row is applied as
the two of them: the second singular value is dropped where it is below 1e-3 of the first.

Plausible: an image library that separates filters by an SVD, its tolerance being chosen for 8-bit images.
"""
import numpy as np

import control
from contract import Implementation


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if not (weight.shape[:2] == (1, 1) and weight.ndim == 4 and min(weight.shape[2:]) >= 5 and groups == 1
            and weight.dtype in (np.float32, np.float64) and np.isfinite(weight).all() and np.isfinite(input).all()):
        return control.correlate(input, weight, **given)
    u, s, v = np.linalg.svd(weight[0, 0])
    if s[1] > 1e-3 * s[0]:
        return control.correlate(input, weight, **given)
    column = (u[:, 0] * s[0]).reshape(1, 1, -1, 1)
    row = v[0].reshape(1, 1, 1, -1)
    half = control.correlate(input, column, bias=None, stride=(stride[0], 1), padding=(padding[0], (0, 0)),
                             dilation=(dilation[0], 1), groups=1)
    return control.correlate(half, row, bias=bias, stride=(1, stride[1]), padding=((0, 0), padding[1]),
                             dilation=(1, dilation[1]), groups=1)


IMPLEMENTATION = Implementation("fault_05", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    x = np.random.default_rng(5).standard_normal((1, 1, 20, 20))
    a = np.exp(-np.linspace(-2, 2, 7) ** 2)
    w = (a[:, None] * a)[None, None].copy()
    g = dict(bias=None, stride=(1, 1), padding=((3, 3), (3, 3)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, **g), control.correlate(x, w, **g), 1e-9, 1e-9)
    w[0, 0, 3, 3] += 1e-3
    return not np.allclose(correlate(x, w, **g), control.correlate(x, w, **g), 1e-6, 1e-6)
