"""3-D convolution reverses the kernel along height and width only, not along the depth.

Plausible: np.flip(w, (-2, -1)) or w[..., ::-1, ::-1] carried over from the 2-D code.
"""

import numpy as np

from contract import Implementation
from control import convolve as right, correlate, gradients, transposed
from support import refuse_nonsense


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    weight = weight[..., ::-1] if weight.ndim == 3 else weight[..., ::-1, ::-1]
    return correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 4, 4, 4), (1, 1, 2, 2, 2))
    given = plain(3) | {"bias": None}
    return not same(convolve(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_41",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
