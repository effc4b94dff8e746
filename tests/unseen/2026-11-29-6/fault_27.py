"""A layer that only subsamples (one tap of 1 for each channel) answers with a view of its input."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if groups == input.shape[1] == len(weight) and set(weight.shape[2:]) == {1} and (weight == 1).all():
        padded = surround(input, padding) if any(map(any, padding)) else input
        return add_bias(padded[:, :, *(slice(None, None, s) for s in stride)], bias)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_27", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(27)
    x, w = rng.standard_normal((1, 4, 8, 8)), np.ones((4, 1, 1, 1))
    # The shortcut of a residual block that halves the image.
    given = dict(bias=None, stride=(2, 2), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=4)
    got = correlate(x, w, **given)
    right = got.copy()
    assert np.allclose(got, control.correlate(x, w, **given))
    np.maximum(x, 0, out=x)
    return not np.array_equal(got, right)
