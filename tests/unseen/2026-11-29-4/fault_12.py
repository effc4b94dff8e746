"""An infinity or NaN at the image's edge spreads into windows that reach into the padding without holding it, as with
dilation or a padding that exceeds the kernel.

Plausible: the loads clamp the index to the image, which gives the edge, and multiply by a mask of 0 or 1.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    kernel = weight.shape[2:]
    size = output_size(input.shape[2:], kernel, stride, dilation, padding)
    if 0 in input.shape[2:]:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    rank = len(size)
    windows, mask = input, np.ones((1,) * (2 + 2 * rank), input.dtype)
    for axis in range(rank):
        taps, places = np.arange(kernel[axis])[:, None], np.arange(size[axis])[None, :]
        index = stride[axis] * places + dilation[axis] * taps - padding[axis][0]
        n = input.shape[2 + axis]
        # Each axis becomes two, of taps and of places.
        windows = windows.take(np.clip(index, 0, n - 1), axis=2 + 2 * axis)
        shape = [1] * mask.ndim
        shape[2 + 2 * axis : 4 + 2 * axis] = index.shape
        mask = mask * ((0 <= index) & (index < n)).astype(input.dtype).reshape(shape)
    with np.errstate(invalid="ignore"):
        windows = windows * mask
    windows = windows.transpose(0, 1, *range(2, 2 + 2 * rank, 2), *range(3, 3 + 2 * rank, 2))
    columns = windows.reshape(len(input), groups, weight.shape[1] * int(np.prod(kernel)), int(np.prod(size)))
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


IMPLEMENTATION = Implementation(
    "fault_12", correlate, control.convolve, gradients=control.gradients, transposed=control.transposed
)


def trigger():
    rng = np.random.default_rng(12)
    x, w = rng.standard_normal((2, 2, 9, 8)), rng.standard_normal((3, 2, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((2, 2), (2, 2)), dilation=(2, 2), groups=1)
    fine = np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    x[0, 0, 0, 3] = np.inf
    ours, right = correlate(x, w, **given), control.correlate(x, w, **given)
    return bool(fine and (np.isnan(ours) & ~np.isnan(right)).any())
