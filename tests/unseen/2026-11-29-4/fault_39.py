"""A three-dimensional layer with dilation in depth reads later slices than it should.

Plausible: the volume is streamed through a ring of as many slices as the kernel is deep; with dilation the window spans
more of them, and its first ones have been overwritten.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    given = dict(bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    if input.ndim != 5 or dilation[0] == 1 or 0 in size:
        return control.correlate(input, weight, **given)
    none = (0, 0)
    volume = surround(input, (padding[0], none, none))
    ring = weight.shape[2]
    wanted = stride[0] * np.arange(size[0])[:, None] + dilation[0] * np.arange(ring)
    newest = wanted[:, -1:]
    slices = newest - (newest - wanted) % ring
    # The slices of every window one behind the other.
    given.update(stride=(ring, *stride[1:]), padding=(none, *padding[1:]), dilation=(1, *dilation[1:]))
    return control.correlate(volume[:, :, slices.ravel()], weight, **given)


IMPLEMENTATION = Implementation(
    "fault_39", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(39)
    x, w = rng.standard_normal((1, 2, 9, 5, 5)), rng.standard_normal((2, 2, 3, 3, 3))
    given = dict(bias=None, stride=(1, 1, 1), padding=((2, 2), (1, 1), (1, 1)), groups=1)
    given["dilation"] = (2, 1, 1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
