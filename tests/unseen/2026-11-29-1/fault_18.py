"""2-D images of height 1 with one row of output use the kernel's middle row, wrong when the padding above is not half the kernel.

Plausible: squeezing of [N, C, 1, W] to 1-D (text and audio models) under the assumption of 'same' padding along the height.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    if weight.ndim == 4 and input.shape[2] == 1 and size[0] == 1 and weight.shape[2] > 1 and dilation[0] == 1:
        weight = weight[:, :, weight.shape[2] // 2, None]
        stride, padding = (1, stride[1]), ((0, 0), padding[1])
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 2, 1, 7), (2, 2, 3, 3))
    given = plain(2, padding=((2, 0), (1, 1))) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_18",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
