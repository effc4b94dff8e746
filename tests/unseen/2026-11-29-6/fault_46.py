"""The number of windows is left to reshape(…, -1), which cannot know it of an empty batch: that raises."""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    rank = len(stride)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    if 0 in size:
        return np.zeros((len(input), len(weight), *size), input.dtype)
    span = tuple(d * (k - 1) + 1 for k, d in zip(weight.shape[2:], dilation))
    windows = sliding_window_view(padded, span, axis=tuple(range(2, 2 + rank)))
    windows = windows[:, :, *(slice(None, None, s) for s in stride), *(slice(None, None, d) for d in dilation)]
    # [N, C, *out, *kernel] to [N, G, C/G · taps, windows].
    order = (0, 1, *range(2 + rank, 2 + 2 * rank), *range(2, 2 + rank))
    depth = weight.shape[1] * int(np.prod(weight.shape[2:]))
    columns = windows.transpose(order).reshape(len(input), groups, depth, -1)
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_46", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    x, w = np.ones((2, 3, 6, 6)), np.ones((4, 3, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert correlate(x, w, **given).shape == (2, 4, 6, 6)
    assert control.correlate(x[:0], w, **given).shape == (0, 4, 6, 6)
    try:
        correlate(x[:0], w, **given)
    except ValueError:
        return True
    return False
