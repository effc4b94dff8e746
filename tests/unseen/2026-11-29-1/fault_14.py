"""1-D kernels longer than 256 taps are cut off after the last whole block of 256 taps.

Plausible: long kernels (audio, Hyena, speech front ends) cut in blocks that fit shared memory, tail forgotten.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    taps = weight.shape[2]
    if weight.ndim == 3 and taps > 256 and taps % 256:
        weight = np.concatenate([weight[:, :, : taps // 256 * 256], np.zeros((*weight.shape[:2], taps % 256), weight.dtype)], 2)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 310), (1, 1, 300))
    given = plain(1) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_14",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
