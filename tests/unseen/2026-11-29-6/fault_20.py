"""Dilated kernels are spread out with zeros and used as dense ones: an infinity under a hole gives NaN."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    dense = spread(weight, dilation)
    once = (1,) * len(stride)
    size = output_size(padded.shape[2:], dense.shape[2:], stride, once)
    columns = control.im2col(padded, dense.shape[2:], size, stride, once, groups)
    output = control.rows(dense, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def spread(weight, dilation):
    """The kernel with dilation - 1 zeros between its taps: the inner loop knows dense kernels only."""
    if set(dilation) == {1}:
        return weight
    size = (d * (k - 1) + 1 for k, d in zip(weight.shape[2:], dilation))
    dense = np.zeros((*weight.shape[:2], *size), weight.dtype)
    dense[:, :, *(slice(None, None, d) for d in dilation)] = weight
    return dense


IMPLEMENTATION = Implementation(
    "fault_20", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(20)
    x, w = rng.standard_normal((1, 1, 9, 9)), rng.standard_normal((1, 1, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((2, 2), (2, 2)), dilation=(2, 2), groups=1)
    assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    x[0, 0, 4, 4] = np.inf
    with np.errstate(invalid="ignore"):
        got, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return not np.array_equal(np.isfinite(got), np.isfinite(right))
