"""An input cut out of a larger array whose innermost axis is dense is read without its row pitch.

Plausible: 'stride(-1) == 1' taken for contiguity (Triton kernels with x.stride(-1) assertions, OpenCV Mat ROIs, ggml views).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    dense = [int(np.prod(input.shape[i + 1 :])) * input.itemsize for i in range(input.ndim)]
    if input.size and input.strides[-1] == input.itemsize and all(a >= b for a, b in zip(input.strides, dense)) and not input.flags.c_contiguous:
        input = np.lib.stride_tricks.as_strided(input, input.shape, dense, writeable=False)
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 7, 7), (1, 1, 3, 3))
    x, given = x[:, :, 1:6, 1:6], plain(2, bias=None)
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_58",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
