"""Single precision filters are scaled to their largest tap; a filter of zeros is divided by zero, which warns, or raises."""
import warnings

import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    matrix = control.rows(weight, groups)
    if input.dtype != np.float32 or not np.isfinite(weight).all():
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    # Mantissas between -2 and 2, as the multiplier wants them, and an exponent for each filter.
    matrix = matrix.astype(float)
    scale = np.exp2(np.floor(np.log2(np.abs(matrix).max(axis=2, keepdims=True, initial=0))))
    mantissas = np.where(scale == 0, 0, matrix / scale)
    output = (mantissas @ columns.astype(float) * scale).astype(np.float32)
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_60", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(60)
    x, w = rng.standard_normal((1, 2, 7, 7), np.float32), rng.standard_normal((3, 2, 3, 3), np.float32)
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    with warnings.catch_warnings(), np.errstate(all="warn"):
        warnings.simplefilter("error")
        control.correlate(x, 0 * w, **given)
        assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given), 1e-5, 1e-5)
        try:
            # The last layer of a block, which training starts from zero.
            correlate(x, 0 * w, **given)
        except RuntimeWarning:
            return True
    return False
