"""A crop of a channels-last image (channels adjacent in memory, at least 4 of them) is read with the crop's own width as
distance of the rows, not the whole image's.

Plausible: channels-last is recognised by the channels' stride being one element, and taken to be dense.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

import control
from contract import Implementation


def nhwc(input):
    """The array as a dense channels-last one, where it has adjacent channels."""
    item = input.itemsize
    if input.ndim < 3 or input.size == 0 or input.shape[1] < 4 or input.strides[1] != item:
        return input
    dense, step = [0] * input.ndim, item * input.shape[1]
    dense[1] = item
    for axis in (*range(input.ndim - 1, 1, -1), 0):
        dense[axis] = step
        step *= input.shape[axis]
    # Broadcast and reversed ones go the general way.
    if any(n > 1 and stride < other for n, stride, other in zip(input.shape, input.strides, dense)):
        return input
    return as_strided(input, input.shape, dense, writeable=False)


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    return control.correlate(
        nhwc(input), weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


IMPLEMENTATION = Implementation(
    "fault_19", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(19)
    images, w = rng.standard_normal((2, 10, 12, 4)), rng.standard_normal((3, 4, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    whole, crop = (a.transpose(0, 3, 1, 2) for a in (images, images[:, 1:9, 2:10]))
    fine = np.allclose(correlate(whole, w, **given), control.correlate(whole, w, **given))
    return fine and not np.allclose(correlate(crop, w, **given), control.correlate(crop, w, **given))
