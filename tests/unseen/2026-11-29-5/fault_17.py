"""A cotangent that is broadcast along its spatial axes (strides of 0) is taken for one constant, its first number, though it
may differ between filters and images.

Plausible: a fast path for `y.sum().backward()`, whose gradient is an expanded scalar; `y.mean((2, 3))` gives one per filter.
"""
import numpy as np

import control
from contract import Implementation
from support import per_filter


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    if cotangent.size > 1 and cotangent.ndim > 2 and not any(cotangent.strides[2:]):
        cotangent = np.full(cotangent.shape, cotangent[(0,) * cotangent.ndim], cotangent.dtype)
        d_input, d_weight, _ = control.gradients(input, weight, cotangent, **given)
        return d_input, d_weight, per_filter(cotangent)
    return control.gradients(input, weight, cotangent, **given)


IMPLEMENTATION = Implementation("fault_17", control.correlate, control.convolve, gradients=gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "float16"})


def trigger():
    rng = np.random.default_rng(17)
    x, w = rng.standard_normal((2, 2, 6, 6)), rng.standard_normal((3, 2, 3, 3))
    c = np.broadcast_to(rng.standard_normal((2, 3, 1, 1)), (2, 3, 4, 4))
    g = dict(stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    return not np.allclose(gradients(x, w, c, **g)[1], control.gradients(x, w, c, **g)[1])
