"""3-D kernels of depth 1 with a stride along the depth take the first planes instead of every stride-th.

Plausible: 1xKxK convolutions (I3D, X3D, (2+1)D networks) folded into 2-D ones with the depth in the batch; the depth stride is forgotten.
"""

import numpy as np

from contract import Implementation
from control import convolve, correlate as right, gradients, transposed
from support import output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if weight.ndim == 5 and weight.shape[2] == 1 and stride[0] > 1 and padding[0] == (0, 0):
        depth = output_size(input.shape[2:], weight.shape[2:], stride, dilation)[0]
        input, stride = input[:, :, :depth], (1, *stride[1:])
    return right(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def same(a, b, tolerance=1e-9):
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, tolerance, tolerance, equal_nan=True)


def draw(*shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def plain(rank, **given):
    return {"stride": (1,) * rank, "padding": ((0, 0),) * rank, "dilation": (1,) * rank, "groups": 1} | given


def trigger():
    x, w = draw((1, 2, 5, 4, 4), (2, 2, 1, 3, 3))
    given = plain(3, stride=(2, 1, 1)) | {"bias": None}
    return not same(correlate(x, w, **given), right(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_15",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes={"float32", "float64", "int32", "int64", "complex64", "complex128", "float16"},
)
