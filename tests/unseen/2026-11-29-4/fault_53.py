"""A 7x7 stem of stride 2 (at most 4 channels, one group) takes the last row or column of an image of odd size for zeros.

Plausible: stems are rearranged to blocks of 2x2 pixels as channels, and an odd image is cut to an even size before, since
the usual ones (224, 256) are even.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    stem = weight.shape[2:] == (7, 7) and tuple(stride) == (2, 2) and tuple(dilation) == (1, 1) and groups == 1
    if not stem or input.shape[1] > 4 or 0 in size:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    even = input[:, :, : input.shape[2] // 2 * 2, : input.shape[3] // 2 * 2]
    padded = surround(even, padding)
    # Four blocks of two hold a kernel of 7 and an eighth tap of zero.
    blocks = np.zeros((len(input), input.shape[1], 2 * size[0] + 6, 2 * size[1] + 6), input.dtype)
    high, wide = (min(a, b) for a, b in zip(padded.shape[2:], blocks.shape[2:]))
    blocks[:, :, :high, :wide] = padded[:, :, :high, :wide]
    filters = np.zeros((*weight.shape[:2], 8, 8), weight.dtype)
    filters[:, :, :7, :7] = weight

    def fold(array):
        a, c, h, w = array.shape
        folded = array.reshape(a, c, h // 2, 2, w // 2, 2).transpose(0, 1, 3, 5, 2, 4)
        return np.ascontiguousarray(folded).reshape(a, 4 * c, h // 2, w // 2)

    none = ((0, 0), (0, 0))
    output = control.correlate(
        fold(blocks), fold(filters), bias=None, stride=(1, 1), padding=none, dilation=(1, 1), groups=1
    )
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_53", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(53)
    w = rng.standard_normal((4, 3, 7, 7))
    given = dict(bias=None, stride=(2, 2), padding=((3, 3), (3, 3)), dilation=(1, 1), groups=1)
    same = []
    for n in (32, 33):
        x = rng.standard_normal((1, 3, n, n))
        same.append(np.allclose(correlate(x, w, **given), control.correlate(x, w, **given)))
    return same == [True, False]
