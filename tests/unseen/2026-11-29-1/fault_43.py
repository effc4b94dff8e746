"""Convolution reverses image and output instead of the kernel, wrong where the stride leaves a remainder behind the last window.

Plausible: 'flip the input once, not every kernel' as an optimisation; the windows are then counted from the other end.
"""

import numpy as np

from contract import Implementation
from control import convolve as right, correlate, gradients, transposed
from support import refuse_nonsense


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    turn = (slice(None), slice(None), *(slice(None, None, -1) for _ in stride))
    swapped = tuple((after, before) for before, after in padding)
    return correlate(input[turn], weight, bias=bias, stride=stride, padding=swapped, dilation=dilation, groups=groups)[turn].copy()


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 6), (1, 1, 3))
    given = plain(1, stride=(2,)) | {"bias": None}
    return not same(convolve(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_43",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
