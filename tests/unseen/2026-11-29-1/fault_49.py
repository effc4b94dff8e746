"""Padding is a mask multiplied onto pixels read at clamped positions: 0 * inf gives NaN, and with a dilation even in windows that do not hold the pixel.

Plausible: branchless GPU kernels: index clamped to the image, value times (inside ? 1 : 0).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if np.any(padding) and input.dtype.kind == "f" and min(input.shape[2:]) > 0:
        rank = len(stride)
        size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
        filters = weight.reshape(groups, len(weight) // groups, *weight.shape[1:])
        output = np.zeros((len(input), groups, len(weight) // groups, int(np.prod(size))), input.dtype)
        with np.errstate(all="ignore"):
            for tap in np.ndindex(*weight.shape[2:]):
                pixels, mask = input, np.ones(size, input.dtype)
                for axis, t in enumerate(tap):
                    at = stride[axis] * np.arange(size[axis]) + dilation[axis] * t - padding[axis][0]
                    n = input.shape[2 + axis]
                    pixels = np.take(pixels, at.clip(0, n - 1), axis=2 + axis)
                    mask = mask * ((at >= 0) & (at < n)).reshape([-1 if a == axis else 1 for a in range(rank)]).astype(input.dtype)
                seen = (pixels * mask).reshape(len(input), groups, weight.shape[1], output.shape[3])
                output += filters[:, :, :, *tap] @ seen
        return add_bias(output.reshape(len(input), len(weight), *size), bias)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 7), (1, 1, 3))
    given = plain(1, bias=None, padding=((1, 1),), dilation=(2,))
    if not same(correlate(x, w, **given), right(x, w, **given)):
        return False
    x[0, 0, 0] = np.inf
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_49",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
