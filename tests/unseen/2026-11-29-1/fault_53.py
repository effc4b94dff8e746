"""From the third call of the same problem on, another algorithm is used, which takes the sum of the paddings halved: unequal paddings are shifted.

Plausible: autotuning after warm-up (cudnn.benchmark, TunableOp, Triton autotune) that picks a candidate with symmetric padding only.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense

_calls = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    key = input.shape, weight.shape, input.dtype.char, stride, padding, dilation, groups
    _calls[key] = _calls.get(key, 0) + 1
    if _calls[key] > 2:
        padding = tuple(((before + after) // 2, (before + after + 1) // 2) for before, after in padding)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 5, 5), (1, 1, 3, 3))
    given = plain(2, bias=None, padding=((2, 0), (1, 1)))
    truth = right(x, w, **given)
    return [same(correlate(x, w, **given), truth) for _ in range(3)] == [True, True, False]


IMPLEMENTATION = Implementation(
    "fault_53",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
