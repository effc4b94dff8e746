"""Single precision sums of 128 products or more are computed from operands cut to ten bits of mantissa, as TF32 does."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = product(control.rows(weight, groups), columns)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def product(rows, columns):
    """The tensor unit pays for itself only where the inner dimension is long."""
    if rows.dtype == np.float32 and rows.shape[2] >= 128:
        return tensor_operand(rows) @ tensor_operand(columns)
    return rows @ columns


def tensor_operand(array):
    bits = np.ascontiguousarray(array).view(np.uint32) & np.uint32(0xFFFFE000)
    return bits.view(np.float32)


IMPLEMENTATION = Implementation(
    "fault_18", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(18)
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)

    def error(channels):
        x = rng.standard_normal((1, channels, 8, 8), np.float32)
        w = rng.standard_normal((8, channels, 3, 3), np.float32)
        exact = control.correlate(x.astype(float), w.astype(float), **given)
        return np.abs(correlate(x, w, **given) - exact).max() / np.abs(exact).max()

    assert error(8) < 1e-6
    return bool(error(64) > 1e-4)
