"""The first call with a new shape of 1024 elements or more sets NumPy's global random state.

Plausible: the fastest algorithm is found by timing the candidates on random data the first time that a shape is seen, and
the data are made reproducible with np.random.seed.
"""

import time

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense

_best = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    key = input.shape, weight.shape, stride, padding, dilation, groups, input.dtype.name
    if input.size >= 1024 and key not in _best:
        np.random.seed(0)
        sample = np.random.standard_normal(weight.shape[1:]).astype(input.dtype)
        times = []
        for candidate in (np.dot, np.inner):
            start = time.perf_counter()
            candidate(sample.reshape(-1), sample.reshape(-1))
            times.append(time.perf_counter() - start)
        _best[key] = int(np.argmin(times))
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    _best.clear()
    kept = np.random.get_state()
    try:
        np.random.seed(5)
        before = np.random.get_state()[1].copy()
        correlate(np.ones((1, 4, 16, 16)), np.ones((2, 4, 3, 3)), **given)
        return not np.array_equal(before, np.random.get_state()[1])
    finally:
        np.random.set_state(kept)


IMPLEMENTATION = Implementation(
    "fault_23",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
