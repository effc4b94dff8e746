"""The pointwise fast path asks for stride 1 on the first axis only, and so forgets the stride of the others."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if set(weight.shape[2:]) == {1} and stride[0] == 1 and groups == 1:
        return pointwise(surround(input, padding), weight, bias)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def pointwise(image, weight, bias):
    """A kernel of one tap mixes channels: one matrix product, no columns."""
    items, channels, *size = image.shape
    mixed = weight.reshape(len(weight), channels) @ image.reshape(items, channels, int(np.prod(size)))
    return add_bias(mixed.reshape(items, len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_01", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(1)
    x, w = rng.standard_normal((2, 4, 6, 8)), rng.standard_normal((3, 4, 1, 1))
    given = dict(bias=None, stride=(1, 2), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    return correlate(x, w, **given).shape != control.correlate(x, w, **given).shape
