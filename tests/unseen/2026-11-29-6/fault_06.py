"""Winograd F(2,3) for filters of three taps transforms integer kernels in their own dtype, which truncates the halves."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

BACK = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
OUT = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if weight.shape[2:] == (3,) and stride == (1,) and dilation == (1,) and groups == 1 and input.shape[2] > 3:
        return winograd(surround(input, padding), weight, bias)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def winograd(image, weight, bias):
    """Two outputs from four inputs with four multiplications instead of six."""
    (length,) = output_size(image.shape[2:], (3,), (1,), (1,))
    pairs = -(-length // 2)
    wide = np.float32 if image.dtype == np.float16 else image.dtype
    whole = np.zeros((*image.shape[:2], 2 * pairs + 2), wide)
    whole[:, :, : image.shape[2]] = image
    d = np.stack([whole[:, :, t : t + 2 * pairs : 2] for t in range(4)])
    d = np.stack([sum(int(a) * each for a, each in zip(row, d)) for row in BACK]).astype(wide)
    g = np.einsum("ij,ocj->ioc", KERNEL, weight.astype(wide)).astype(wide)
    m = np.stack([g[i] @ d[i] for i in range(4)])
    y = [sum(int(a) * each for a, each in zip(row, m)) for row in OUT]
    output = np.stack(y, axis=-1).reshape(len(image), len(weight), 2 * pairs)[:, :, :length]
    return add_bias(output.astype(image.dtype), bias)


IMPLEMENTATION = Implementation(
    "fault_06",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(6)
    given = dict(bias=None, stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    x, w = rng.standard_normal((2, 3, 21)), rng.standard_normal((4, 3, 3))
    assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    x, w = rng.integers(-9, 9, (2, 3, 21), np.int32), rng.integers(-9, 9, (4, 3, 3), np.int32)
    return not np.array_equal(correlate(x, w, **given), control.correlate(x, w, **given))
