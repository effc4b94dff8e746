"""Packed filters are kept for as long as the same array comes, also where a training step has changed it in place."""
import threading

import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

_last = threading.local()


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    output = packed(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def packed(weight, groups):
    """The filters as matrices, aligned and column-major; in inference this is paid once."""
    if getattr(_last, "weight", None) is not weight or _last.groups != groups:
        _last.panel = np.array(control.rows(weight, groups), order="F")
        _last.weight, _last.groups = weight, groups
    return _last.panel


IMPLEMENTATION = Implementation(
    "fault_32", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(32)
    x, w = rng.standard_normal((1, 2, 7, 7)), rng.standard_normal((3, 2, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    w -= 0.1 * rng.standard_normal(w.shape)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
