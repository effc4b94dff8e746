"""A single signal and a single filter are given to np.correlate, which conjugates complex taps."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.ndim == 3 and input.shape[:2] == (1, 1) and len(weight) == 1 and dilation == (1,):
        signal = surround(input, padding)
        # np.correlate slides the shorter operand along the longer one.
        if signal.shape[2] >= weight.shape[2] and input.dtype != np.float16:
            every = np.correlate(signal[0, 0], weight[0, 0], "valid")
            return add_bias(every[:: stride[0]].copy()[None, None], bias)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_24", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(24)
    x, w = rng.standard_normal((1, 1, 20)), rng.standard_normal((1, 1, 5))
    given = dict(bias=None, stride=(1,), padding=((2, 2),), dilation=(1,), groups=1)
    assert np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    # A baseband signal and a frequency shifting filter.
    x, w = x + 1j * rng.standard_normal(x.shape), w + 1j * rng.standard_normal(w.shape)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
