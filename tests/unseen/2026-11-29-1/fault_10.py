"""Several groups with more than 8 filters each, not a multiple of 8: groups after the first read the filters at a wrong offset.

Plausible: weights packed in blocks of 8 filters, padded for each group, while the kernel advances by the unpadded count.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    each = len(weight) // groups
    if groups > 1 and each > 8 and each % 8:
        block = -(-each // 8) * 8
        packed = np.zeros((groups * block, *weight.shape[1:]), weight.dtype)
        for g in range(groups):
            packed[g * block : g * block + each] = weight[g * each : (g + 1) * each]
        weight = packed[: groups * each]
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 2, 4, 4), (18, 1, 2, 2))
    given = plain(2, groups=2) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_10",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
