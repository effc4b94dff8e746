"""Kernels of depth 1 are done frame by frame, but frames are folded into the batch without moving the channels away."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.ndim == 5 and weight.shape[2] == 1 and stride[0] == 1 and padding[0] == (0, 0):
        return frames(input, weight, bias, stride[1:], padding[1:], dilation[1:], groups)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def frames(video, weight, bias, stride, padding, dilation, groups):
    """The spatial half of a (2+1)D block: every frame is an image of its own."""
    items, channels, depth, *size = video.shape
    images = video.reshape(items * depth, channels, *size)
    flat = control.correlate(
        images, weight[:, :, 0], bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    return flat.reshape(items, depth, *flat.shape[1:]).swapaxes(1, 2).copy()


IMPLEMENTATION = Implementation(
    "fault_08", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(8)
    x, w = rng.standard_normal((1, 3, 4, 6, 6)), rng.standard_normal((5, 3, 1, 3, 3))
    given = dict(bias=None, stride=(1, 1, 1), padding=((0, 0), (1, 1), (1, 1)), dilation=(1, 1, 1), groups=1)
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
