"""Convolve turns the kernel around in the caller's memory and back again: with a kernel that is read-only it raises."""
import numpy as np

import control
from contract import Implementation
from control import correlate, gradients, transposed


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    turn_around(weight)
    try:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    finally:
        turn_around(weight)


def turn_around(kernel):
    """In place: there is no room for a second kernel."""
    for axis in range(2, kernel.ndim):
        taps = np.moveaxis(kernel, axis, 0)
        for t in range(len(taps) // 2):
            first = taps[t].copy()
            taps[t] = taps[-1 - t]
            taps[-1 - t] = first


IMPLEMENTATION = Implementation(
    "fault_59", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(59)
    x, w = rng.standard_normal((1, 1, 7, 7)), rng.standard_normal((2, 1, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    before, right = w.copy(), control.convolve(x, w, **given)
    assert np.allclose(convolve(x, w, **given), right) and np.array_equal(w, before)
    # As np.load(…, mmap_mode="r") gives them.
    w.flags.writeable = False
    try:
        convolve(x, w, **given)
    except ValueError:
        return True
    return False
