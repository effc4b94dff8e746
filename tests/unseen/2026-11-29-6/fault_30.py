"""Filters are filled up to four taps with zeros, and the fourth reads on into the next row: NaN there leaks in here."""
import numpy as np
from numpy.lib.stride_tricks import as_strided

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

LANES = 4


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    ours = weight.ndim == 3 and stride == dilation == (1,) and input.dtype in (np.float32, np.float64)
    if not ours or not input.size or input.shape[2] + sum(padding[0]) < weight.shape[2]:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    taps = -(-weight.shape[2] // LANES) * LANES
    extra = taps - weight.shape[2]
    filled = np.zeros((*weight.shape[:2], taps), weight.dtype)
    filled[:, :, : weight.shape[2]] = weight
    signal = surround(input, padding)
    (length,) = output_size(signal.shape[2:], weight.shape[2:], stride, dilation)
    # What is read beyond the end of a row is multiplied by zero. Only beyond the last row there may be no memory.
    flat = np.concatenate([signal.ravel(), np.zeros(extra, signal.dtype)])
    step = flat.itemsize
    row = signal.shape[2] * step
    windows = as_strided(
        flat, (*signal.shape[:2], taps, length), (signal.shape[1] * row, row, step, step), writeable=False
    )
    columns = windows.reshape(len(input), groups, weight.shape[1] * taps, length)
    output = control.rows(filled, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), length), bias)


IMPLEMENTATION = Implementation(
    "fault_30", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(30)
    x, w = rng.standard_normal((2, 1, 12)), rng.standard_normal((1, 1, 5))
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    x[1, 0, 0] = np.nan
    got, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return not np.array_equal(np.isnan(got), np.isnan(right))
