"""Kernels count as separable where their second singular value is below 1e-4 of the first, which doubles resolve."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    factors = None
    if weight.ndim == 4 and weight.shape[1] == 1 and input.dtype in (np.float32, np.float64):
        factors = separate(weight[:, 0])
    if factors is None:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    lanes = np.repeat(padded, len(weight) // groups, axis=1)
    for axis, factor in enumerate(factors):
        passed = 0
        for t in range(factor.shape[1]):
            at = slice(dilation[axis] * t, dilation[axis] * t + size[axis] * stride[axis], stride[axis])
            passed = passed + lanes[:, :, *[slice(None)] * axis, at] * factor[:, t].reshape(-1, 1, 1)
        lanes = passed
    return add_bias(lanes, bias)


def separate(kernels):
    """Columns and rows whose outer products are the kernels, or None."""
    if min(kernels.shape) == 0 or not np.isfinite(kernels).all():
        return None
    u, s, v = np.linalg.svd(kernels)
    if s.shape[1] > 1 and (s[:, 1] > 1e-4 * s[:, 0]).any():
        return None
    return u[:, :, 0] * s[:, :1], v[:, 0]


IMPLEMENTATION = Implementation(
    "fault_15",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(15)
    x = rng.standard_normal((1, 1, 12, 12))
    given = dict(bias=None, stride=(1, 1), padding=((2, 2), (2, 2)), dilation=(1, 1), groups=1)
    a, b = np.mgrid[-2:3, -2:3]
    # A Gaussian that is very slightly turned, beside one that is not.
    for turn, separable in ((0, True), (2e-5, False)):
        w = np.exp(-(a * a + b * b) / 2 + turn * a * b).reshape(1, 1, 5, 5)
        near = np.allclose(correlate(x, w, **given), control.correlate(x, w, **given), 1e-9, 1e-9)
        assert not separable or near
    return not near
