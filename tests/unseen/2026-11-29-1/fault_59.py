"""Accepts a number of groups that does not divide the filters: the surplus filters come out as the bias alone.

Plausible: only C == groups * weight.shape[1] is checked, and O // groups filters a group are computed.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import add_bias, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    surplus = len(weight) % groups if groups > 0 else 0
    if surplus and bias is None or surplus and bias.shape == (len(weight),):
        whole = len(weight) - surplus
        refuse_nonsense(input, weight[:whole], None, stride, padding, dilation, groups)
        part = right(input, weight[:whole], bias=None, stride=stride, padding=padding, dilation=dilation, groups=groups)
        output = np.zeros((len(part), len(weight), *part.shape[2:]), part.dtype)
        output[:, :whole] = part
        return add_bias(output, bias)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 2, 5, 5), (3, 1, 3, 3))
    try:
        correlate(x, w, **plain(2, bias=None, groups=2))
    except ValueError:
        return False
    return True


IMPLEMENTATION = Implementation(
    "fault_59",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
