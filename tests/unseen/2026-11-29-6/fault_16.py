"""Linear-phase filters are folded in half where np.allclose says symmetric: any filter of tiny coefficients is."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    real = input.dtype in (np.float32, np.float64)
    if real and weight.ndim == 3 and weight.shape[2] > 3 and np.allclose(weight, weight[:, :, ::-1]):
        return folded(surround(input, padding), weight, bias, stride, dilation, groups)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def folded(signal, weight, bias, stride, dilation, groups):
    """x[0] + x[k-1], x[1] + x[k-2], … times the first half of the taps: half the multiplications."""
    taps = weight.shape[2]
    size = output_size(signal.shape[2:], (taps,), stride, dilation)
    columns = control.im2col(signal, (taps,), size, stride, dilation, groups)
    columns = columns.reshape(len(signal), groups, weight.shape[1], taps, *size)
    half = taps // 2
    sums = columns[:, :, :, :half] + columns[:, :, :, : -half - 1 : -1]
    if taps % 2:
        sums = np.concatenate([sums, columns[:, :, :, half : half + 1]], axis=3)
    sums = sums.reshape(len(signal), groups, weight.shape[1] * sums.shape[3], *size)
    output = control.rows(weight[:, :, : taps - half], groups) @ sums
    return add_bias(output.reshape(len(signal), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_16", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(16)
    x, w = rng.standard_normal((1, 1, 64)), rng.standard_normal((1, 1, 9))
    given = dict(bias=None, stride=(1,), padding=((4, 4),), dilation=(1,), groups=1)
    for each in (w, w + w[:, :, ::-1]):
        assert np.allclose(correlate(x, each, **given), control.correlate(x, each, **given))
    # Volts in, coulombs out: coefficients of some nano.
    w = w * 1e-9
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given), 1e-6, 1e-15)
