"""Padding is read from the nearest pixel and masked to zero by a product: an infinity or NaN at the border leaks out."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = clamp_and_mask(input, padding) if any(map(any, padding)) else input
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def clamp_and_mask(input, padding):
    """No branch for the border: every position is clamped into the image, and its value multiplied by 0 or 1."""
    if 0 in input.shape[2:]:
        return np.pad(input, [(0, 0), (0, 0), *padding])
    for axis, (before, after) in enumerate(padding, start=2):
        at = np.arange(-before, input.shape[axis] + after)
        near = np.clip(at, 0, input.shape[axis] - 1)
        mask = (at == near).astype(input.dtype).reshape(-1, *[1] * (input.ndim - axis - 1))
        input = np.take(input, near, axis=axis) * mask
    return input


IMPLEMENTATION = Implementation(
    "fault_21", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(21)
    x, w = rng.standard_normal((1, 1, 6, 6)), rng.standard_normal((1, 1, 5, 5))
    given = dict(bias=None, stride=(1, 1), padding=((2, 2), (2, 2)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    x[0, 0, 0, 3] = np.inf
    with np.errstate(invalid="ignore"):
        got, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return not np.array_equal(np.isnan(got), np.isnan(right))
