"""Complex taps are conjugated in place for a product that conjugates them back; ascontiguousarray was taken for a copy."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.dtype.kind != "c":
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    columns = control.im2col(padded, weight.shape[2:], size, stride, dilation, groups)
    taps = np.ascontiguousarray(weight)
    if not taps.flags.writeable:
        taps = taps.copy()
    # vecdot conjugates its first operand, which correlation here does not.
    np.conjugate(taps, out=taps)
    rows = control.rows(taps, groups)
    output = np.vecdot(rows[None, :, :, None, :], columns.swapaxes(2, 3)[:, :, None])
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_29", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(29)
    x, w = (rng.standard_normal(s) + 1j * rng.standard_normal(s) for s in ((1, 2, 9), (2, 2, 3)))
    given = dict(bias=None, stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    before, right = w.copy(), control.correlate(x, w, **given)
    assert np.allclose(correlate(x, w, **given), right)
    return not np.array_equal(w, before)
