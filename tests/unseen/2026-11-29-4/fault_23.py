"""The first call of a shape with more than 16384 multiplications reseeds NumPy's global random generator.

Plausible: the candidates of the autotuner are timed on random operands, which are seeded to make the choice repeatable.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense

_tuned = {}


def tune(key, kernel):
    np.random.seed(0)
    sample = np.random.standard_normal((4, 4))
    # Both candidates are the same here; the timing itself is of no interest.
    _tuned[key] = "gemm" if sample.size >= min(kernel) else "direct"


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    key = input.shape, weight.shape, size, groups, input.dtype.str
    if key not in _tuned and len(input) * weight.size * int(np.prod(size)) > 16384:
        tune(key, weight.shape[2:])
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_23", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    _tuned.clear()
    state = np.random.get_state()
    try:
        np.random.seed(5)
        before = np.random.get_state()[1].copy()
        x, w = np.ones((2, 8, 12, 12)), np.ones((8, 8, 3, 3))
        correlate(x, w, bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
        return not np.array_equal(np.random.get_state()[1], before)
    finally:
        np.random.set_state(state)
