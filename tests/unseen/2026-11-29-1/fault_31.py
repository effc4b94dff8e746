"""A cotangent with broadcast axes (stride 0) is read as if it were dense: zeros after the elements that memory holds.

Plausible: backward of sum() hands over an expanded tensor; kernels that take data_ptr() without contiguous() (several PyTorch extensions).
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate, gradients as right, transposed
from support import output_size, refuse_cotangent, refuse_nonsense


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    if any(step == 0 and n > 1 for step, n in zip(cotangent.strides, cotangent.shape)):
        held = cotangent[tuple(slice(0, 1) if step == 0 else slice(None) for step in cotangent.strides)].ravel()
        dense = np.zeros(cotangent.size, cotangent.dtype)
        dense[: held.size] = held
        cotangent = dense.reshape(cotangent.shape)
    return right(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 1, 5, 5), (1, 1, 3, 3))
    c = np.broadcast_to(np.float64(1), (1, 1, 3, 3))
    return not all(same(a, b) for a, b in zip(gradients(x, w, c, **plain(2)), right(x, w, c, **plain(2))))


IMPLEMENTATION = Implementation(
    "fault_31",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
