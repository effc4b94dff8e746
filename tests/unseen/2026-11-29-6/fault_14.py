"""The output size is divided as C divides, towards zero: a kernel one too long for a strided axis still gets a window."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    size = []
    for n, k, s, d, (before, after) in zip(input.shape[2:], weight.shape[2:], stride, dilation, padding):
        size.append(max(0, int((n + before + after - d * (k - 1) - 1) / s) + 1))
    items, filters, depth = len(input), len(weight), weight.shape[1]
    wide = np.float32 if input.dtype == np.float16 else input.dtype
    total = np.zeros((items, groups, filters // groups, *size), wide)
    for tap in np.ndindex(*weight.shape[2:]):
        # The windows in which this tap lies on the input rather than on the padding around it.
        theirs, ours = [], []
        for t, n, p, s, d, (before, _) in zip(tap, input.shape[2:], size, stride, dilation, padding):
            at = d * t - before
            first = max(0, -(at // s))
            last = min(p, (n - 1 - at) // s + 1)
            last = max(first, last)
            theirs.append(slice(at + first * s, at + (last - 1) * s + 1 if last > first else at + first * s, s))
            ours.append(slice(first, last))
        seen = input[:, :, *theirs]
        under = seen.reshape(items, groups, depth, int(np.prod(seen.shape[2:])))
        mix = weight[:, :, *tap].reshape(groups, filters // groups, depth)
        part = (mix.astype(wide) @ under.astype(wide)).reshape(items, groups, filters // groups, *seen.shape[2:])
        total[:, :, :, *ours] += part
    return add_bias(total.astype(input.dtype).reshape(items, filters, *size), bias)


IMPLEMENTATION = Implementation(
    "fault_14", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(14)
    # The last stage of a network that was given an image too small for it.
    x, w = rng.standard_normal((1, 2, 2, 5)), rng.standard_normal((2, 2, 3, 3))
    given = dict(bias=None, padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1)
    assert correlate(x, w, stride=(1, 1), **given).shape == (1, 2, 0, 3)
    return correlate(x, w, stride=(2, 2), **given).shape != control.correlate(x, w, stride=(2, 2), **given).shape
