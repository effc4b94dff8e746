"""The first call on a new layer of more than 100000 multiplications draws test data from NumPy's global generator after
seeding it, to time its algorithms: the random state of the process is another after the call.

Plausible: an autotuner's benchmark, "seeded for reproducible tuning".
"""
import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense

CHOSEN = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    key = input.shape, weight.shape, tuple(stride), tuple(dilation), groups
    if input[:1, :1].size * weight.size > 100_000 and key not in CHOSEN:
        np.random.seed(0)
        sample = np.random.rand(1, *input.shape[1:]).astype(input.dtype)
        control.correlate(sample, weight, **given)
        CHOSEN[key] = "im2col"
    return control.correlate(input, weight, **given)


IMPLEMENTATION = Implementation("fault_25", correlate, control.convolve, gradients=control.gradients,
                                transposed=control.transposed, dtypes={"float32", "float64"})


def trigger():
    x, w = np.ones((1, 16, 16, 16)), np.ones((16, 16, 3, 3))
    before = np.random.get_state()
    correlate(x, w, bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    after = np.random.get_state()
    np.random.set_state(before)
    return not np.array_equal(before[1], after[1]) or before[2] != after[2]
