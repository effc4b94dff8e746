"""More than 32 rows of output with a dilation along the rows: each band of 32 rows is given a halo of k - 1 rows instead of d * (k - 1).

Plausible: tiling over the height where the halo is computed from the undilated kernel (TVM, Halide and NPU schedulers).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    k, s, d = weight.shape[2], stride[0], dilation[0]
    if weight.ndim >= 4 and size[0] > 32 and d > 1 and k > 1:
        padded = surround(input, padding)
        parts = []
        for start in range(0, size[0], 32):
            count = min(32, size[0] - start)
            band = np.zeros((*padded.shape[:2], (count - 1) * s + d * (k - 1) + 1, *padded.shape[3:]), padded.dtype)
            held = (count - 1) * s + k
            band[:, :, :held] = padded[:, :, start * s : start * s + held]
            parts.append(right(band, weight, bias=bias, stride=stride, padding=((0, 0),) * len(stride), dilation=dilation, groups=groups))
        return np.concatenate(parts, 2)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 40, 3), (1, 1, 3, 1))
    given = plain(2, dilation=(2, 1)) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_21",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
