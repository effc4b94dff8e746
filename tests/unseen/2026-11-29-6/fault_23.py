"""The sum over the taps is NumPy's sum, which widens int32: the output has dtype int64."""
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
    depth, filters = weight.shape[1], len(weight) // groups
    wide = np.float32 if input.dtype == np.float16 else input.dtype
    output = []
    for o in range(len(weight)):
        mine = windows[:, o // filters * depth : (o // filters + 1) * depth]
        taps = weight[o].reshape(depth, *[1] * rank, *weight.shape[2:])
        products = np.multiply(mine, taps, dtype=wide)
        output.append(products.sum(axis=(1, *range(2 + rank, 2 + 2 * rank))))
    output = np.stack(output, axis=1)
    if output.dtype == np.float32:
        output = output.astype(input.dtype)
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_23", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(23)
    x, w = (rng.integers(-9, 9, s, np.int32) for s in ((1, 2, 6, 6), (3, 2, 3, 3)))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert correlate(x.astype(np.float32), w.astype(np.float32), **given).dtype == np.float32
    return correlate(x, w, **given).dtype != np.int32
