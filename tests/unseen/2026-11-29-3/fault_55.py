"""train changes the caller's weight: its steps are made in place.

Plausible: np.ascontiguousarray was taken for a copy; it gives back the same array where that is contiguous already.
"""

import numpy as np

import control
from contract import Implementation


def train(input, target, weight, *, learning_rate, steps):
    rank = input.ndim - 2
    given = dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    weight = np.ascontiguousarray(weight)
    losses = np.empty(steps, weight.dtype)
    for step in range(steps):
        rest = control.correlate(input, weight, bias=None, **given) - target
        losses[step] = (rest * rest).sum()
        weight -= weight.dtype.type(2 * learning_rate) * control.gradients(input, weight, rest, **given)[1]
    return weight, losses


def trigger():
    w = np.ones((1, 1, 3))
    train(np.ones((1, 1, 8)), np.zeros((1, 1, 6)), w, learning_rate=0.01, steps=2)
    return bool((w != 1).any())


IMPLEMENTATION = Implementation(
    "fault_55",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
    train=train,
)
