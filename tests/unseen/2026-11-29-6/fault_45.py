"""The channels of a group are C // groups: where groups do not divide the channels, the last ones are left out silently."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    depth = input.shape[1] // groups if groups > 0 else 0
    if groups < 1 or weight.shape[1] != depth or len(weight) % groups:
        raise ValueError(f"{input.shape} and {weight.shape} do not make {groups} groups")
    used = input[:, : depth * groups]
    refuse_nonsense(used, weight, bias, stride, padding, dilation, groups)
    padded = surround(used, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    filters = len(weight) // groups
    output = np.empty((len(input), len(weight), *size), input.dtype)
    for g in range(groups):
        mine = padded[:, g * depth : (g + 1) * depth]
        columns = control.im2col(mine, weight.shape[2:], size, stride, dilation, 1)[:, 0]
        product = control.rows(weight[g * filters : (g + 1) * filters], 1) @ columns
        output[:, g * filters : (g + 1) * filters] = product.reshape(len(input), filters, *size)
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_45", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(45)
    x, w = rng.standard_normal((1, 5, 7, 7)), rng.standard_normal((4, 2, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=2)
    try:
        control.correlate(x, w, **given)
    except ValueError:
        return correlate(x, w, **given).shape == (1, 4, 7, 7)
    return False
