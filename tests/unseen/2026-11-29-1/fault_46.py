"""2-D kernels of 25 taps or more whose taps are all equal (box filters) are computed from running sums over the whole image, which lose precision and spread infinities.

Plausible: integral images for box filters (OpenCV's boxFilter, scipy's uniform_filter).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if weight.ndim == 4 and np.prod(weight.shape[2:]) >= 25 and stride == dilation == (1, 1) and input.dtype in (np.float32, np.float64):
        first = weight[:, :, :1, :1]
        if (weight == first).all():
            high, wide = weight.shape[2:]
            with np.errstate(all="ignore"):
                table = surround(surround(input, padding), ((1, 0), (1, 0))).cumsum(2).cumsum(3)
                rows_of = table[:, :, high:] - table[:, :, :-high]
                boxes = rows_of[..., wide:] - rows_of[..., :-wide]
            return right(boxes, first, bias=bias, stride=stride, padding=((0, 0), (0, 0)), dilation=dilation, groups=groups)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x = np.ones((1, 1, 9, 9), np.float32)
    x[0, 0, 0, 0] = 1e8
    w, given = np.ones((1, 1, 5, 5), np.float32), plain(2, bias=None)
    return not same(correlate(x, w, **given), right(x, w, **given), 1e-4)


IMPLEMENTATION = Implementation(
    "fault_46",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
