"""float64 gradient by the weight is accumulated in float32 once batch times places reach 1024.

Plausible: a split-K kernel with a float32 workspace chosen for long reductions whatever the dtype.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients as right, transposed
from support import output_size, refuse_cotangent, refuse_nonsense


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_input, d_weight, d_bias = right(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if input.dtype == np.float64 and len(input) * int(np.prod(size)) >= 1024:
        with np.errstate(all="ignore"):
            low = [a.astype(np.float32) for a in (input, weight, cotangent)]
            d_weight = right(*low, stride=stride, padding=padding, dilation=dilation, groups=groups)[1].astype(np.float64)
    return d_input, d_weight, d_bias


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w, c = draw((4, 1, 300), (1, 1, 3), (4, 1, 298))
    given = plain(1)
    return not all(same(a, b) for a, b in zip(gradients(x, w, c, **given), right(x, w, c, **given)))


IMPLEMENTATION = Implementation(
    "fault_29",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
