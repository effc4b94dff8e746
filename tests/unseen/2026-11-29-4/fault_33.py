"""The gradient of the input lacks contributions where two tiles of 16 windows along the last axis meet and their windows
overlap: the later tile overwrites the halo that the earlier one has already filled.

Plausible: every tile is accumulated in local memory and then stored; stores should have been additions.
"""

import numpy as np

import control
from contract import Implementation
from support import inside, output_size, per_filter, refuse_cotangent, refuse_nonsense, surround

TILE = 16


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    given = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    refuse_nonsense(input, weight, None, *given.values())
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_input, d_weight, d_bias = control.gradients(input, weight, cotangent, **given)
    if size[-1] <= TILE:
        return d_input, d_weight, d_bias
    image = np.zeros_like(surround(input, padding))
    filters = control.rows(weight, groups).swapaxes(1, 2)
    reach = dilation[-1] * (weight.shape[-1] - 1) + 1
    for first in range(0, size[-1], TILE):
        some = cotangent[..., first : first + TILE]
        wide = some.shape[-1]
        start, length = first * stride[-1], (wide - 1) * stride[-1] + reach
        columns = filters @ some.reshape(len(input), groups, len(weight) // groups, int(np.prod(some.shape[2:])))
        image[..., start : start + length] = control.col2im(
            columns, (*image.shape[:-1], length), weight.shape[2:], (*size[:-1], wide), stride, dilation
        )
    return inside(image, padding), d_weight, d_bias


IMPLEMENTATION = Implementation(
    "fault_33", control.correlate, control.convolve, gradients=gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(33)
    x, w, c = (rng.standard_normal(s) for s in ((1, 2, 6, 24), (3, 2, 3, 3), (1, 3, 6, 24)))
    given = dict(stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    ours, right = gradients(x, w, c, **given), control.gradients(x, w, c, **given)
    return not np.allclose(ours[0], right[0])
