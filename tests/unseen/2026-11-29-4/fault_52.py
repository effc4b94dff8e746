"""With several groups of more than 8 channels each, but no multiple of 8, products of the next group's first channels
and the next filter's first taps are added.

Plausible: channels are loaded in blocks of 8. The tail of the last block was zero as long as there was one group, since
only the whole array's end is filled up.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense

BLOCK = 8


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    channels = weight.shape[1]
    if groups == 1 or channels <= BLOCK or channels % BLOCK == 0 or len(weight) == 0:
        return control.correlate(input, weight, **given)
    whole = -(-channels // BLOCK) * BLOCK
    images = np.concatenate((input, np.zeros_like(input[:, :BLOCK])), axis=1)
    images = np.concatenate([images[:, g * channels : g * channels + whole] for g in range(groups)], axis=1)
    memory = np.concatenate((weight.reshape(-1, *weight.shape[2:]), np.zeros_like(weight[0, :BLOCK])))
    filters = np.stack([memory[o * channels : o * channels + whole] for o in range(len(weight))])
    return control.correlate(images, filters, **given)


IMPLEMENTATION = Implementation(
    "fault_52", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(52)
    x, w = rng.standard_normal((1, 24, 6, 6)), rng.standard_normal((4, 12, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=2)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
