"""The number of windows is computed with a division that rounds towards zero: where the padded input is shorter than the
kernel's reach by less than the stride there should be no window, but one is given, its missing pixels taken as zero.

Plausible: (n - k) / s + 1 in C, for a negative n - k; the buffer is rounded up to whole vectors, so that nothing crashes.
"""
import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, dilation=dilation, groups=groups)
    refuse_nonsense(input, weight, padding=padding, **given)
    lack = [d * (k - 1) + 1 - n - sum(p) for n, p, k, d in zip(input.shape[2:], padding, weight.shape[2:], dilation)]
    if max(lack) > 0 and all(m < s for m, s in zip(lack, stride)) and input.size:
        x = surround(surround(input, padding), [(0, max(0, m)) for m in lack])
        return control.correlate(x, weight, padding=[(0, 0)] * len(stride), **given)
    return control.correlate(input, weight, padding=padding, **given)


IMPLEMENTATION = Implementation("fault_57", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64", "int32", "complex64"})


def trigger():
    g = dict(bias=None, stride=(2,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.ones((1, 1, 4)), np.ones((1, 1, 5))
    return correlate(x, w, **g).shape == (1, 1, 1) and control.correlate(x, w, **g).shape == (1, 1, 0)
