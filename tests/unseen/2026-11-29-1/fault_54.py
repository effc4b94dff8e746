"""A refused call leaves NumPy's floating-point error state at 'ignore'.

Plausible: np.seterr at the start and at the end of a function without try / finally (or fesetenv in C).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    before = np.seterr(all="ignore")
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    output = right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    np.seterr(**before)
    return output


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 5, 5), (1, 1, 3, 3))
    before = np.geterr()
    try:
        correlate(x, w, **plain(2, bias=None, stride=(0, 1)))
    except ValueError:
        pass
    after = np.seterr(**before)
    return after != before


IMPLEMENTATION = Implementation(
    "fault_54",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
