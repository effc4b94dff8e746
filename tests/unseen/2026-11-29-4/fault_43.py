"""In a layer with several groups of at most 8 channels each, a NaN or infinity in one group reaches the outputs of all.

Plausible: narrow groups make poor matrix products, so that the weight is expanded to a block-diagonal one of a single
group, whose zeros meet the other groups' channels.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    filters, channels = weight.shape[:2]
    if groups > 1 and channels <= 8 and input.shape[1] <= 64:
        dense = np.zeros((filters, groups, *weight.shape[1:]), weight.dtype)
        dense[np.arange(filters), np.arange(filters) // max(1, filters // groups)] = weight
        weight, groups = dense.reshape(filters, input.shape[1], *weight.shape[2:]), 1
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_43", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(43)
    x, w = rng.standard_normal((1, 8, 6, 6)), rng.standard_normal((8, 2, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=4)
    fine = np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    x[0, 0, 2, 2] = np.nan
    ours, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return bool(fine and (np.isnan(ours) & ~np.isnan(right)).any())
