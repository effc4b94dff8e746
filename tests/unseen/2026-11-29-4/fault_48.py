"""Training writes its steps into the caller's weight, where that is contiguous.

Plausible: `ascontiguousarray` was believed to copy, and it does for the transposed arrays that it was tried with.
"""

import numpy as np

import control
from contract import Implementation


def train(input, target, weight, *, learning_rate, steps):
    rank = input.ndim - 2
    given = dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    weight = np.ascontiguousarray(weight)
    losses = np.zeros(steps, weight.dtype)
    for step in range(steps):
        error = control.correlate(input, weight, bias=None, **given) - target
        losses[step] = (error * error).sum()
        _, gradient, _ = control.gradients(input, weight, 2 * error, **given)
        weight -= weight.dtype.type(learning_rate) * gradient
    return weight, losses


IMPLEMENTATION = Implementation(
    "fault_48",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    train=train,
)


def trigger():
    rng = np.random.default_rng(48)
    x, w, y = (rng.standard_normal(s) for s in ((2, 1, 8), (2, 1, 3), (2, 2, 6)))
    before = w.copy()
    train(x, y, w, learning_rate=1e-3, steps=2)
    return not np.array_equal(w, before)
