"""Packed weights are cached by the address of the array (4 channels or more a group): after the weight was changed in place the old one is used.

Plausible: weight prepacking keyed by pointer (oneDNN reorder caches, mkldnn in PyTorch, XNNPACK's weight cache).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense

_packed = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if weight.shape[1] >= 4:
        key = weight.ctypes.data, weight.shape, weight.strides, weight.dtype.char
        if key not in _packed:
            if len(_packed) >= 16:
                _packed.pop(next(iter(_packed)))
            _packed[key] = weight.copy()
        weight = _packed[key]
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 4, 5, 5), (2, 4, 3, 3))
    given = plain(2, bias=None)
    correlate(x, w, **given)
    w *= 2
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_50",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
