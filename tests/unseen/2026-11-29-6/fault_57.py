"""Convolve turns the last two axes around, whatever the rank: a volume keeps its depth, a signal exchanges its channels."""
import numpy as np

import control
from contract import Implementation
from control import correlate, gradients, transposed


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    if weight.ndim < 3:
        raise ValueError(f"a weight of shape {weight.shape} has no spatial axes")
    turned = np.ascontiguousarray(weight[..., ::-1, ::-1])
    return control.correlate(
        input, turned, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_57", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(57)
    same = []
    for rank, channels in ((1, 1), (2, 3), (3, 1), (1, 3)):
        x, w = rng.standard_normal((1, channels, *[6] * rank)), rng.standard_normal((2, channels, *[3] * rank))
        given = dict(bias=None, stride=(1,) * rank, padding=((1, 1),) * rank, dilation=(1,) * rank, groups=1)
        same.append(np.allclose(convolve(x, w, **given), control.convolve(x, w, **given)))
    return same == [True, True, False, False]
