"""The gradient of the bias adds up over axes 0, -2 and -1, which is what images need, but not signals or volumes."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, transposed
from support import inside, output_size, refuse_cotangent, refuse_nonsense, surround


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    filters, depth = len(weight) // groups, weight.shape[1]
    given = cotangent.reshape(len(input), groups, filters, int(np.prod(size)))
    for tap in np.ndindex(*weight.shape[2:]):
        under = tuple(slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))
        seen = padded[:, :, *under].reshape(len(input), groups, depth, given.shape[3])
        d_weight[:, :, *tap] = (given @ seen.swapaxes(2, 3)).sum(axis=0).reshape(len(weight), depth)
        back = control.rows(weight[:, :, *tap], groups).swapaxes(1, 2) @ given
        d_padded[:, :, *under] += back.reshape(len(input), groups * depth, *size)
    return inside(d_padded, padding), d_weight, cotangent.sum(axis=(0, -2, -1), dtype=cotangent.dtype)


IMPLEMENTATION = Implementation(
    "fault_49", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(49)
    x, w, c = (rng.standard_normal(s) for s in ((2, 2, 4, 5, 6), (3, 2, 3, 3, 3), (2, 3, 4, 5, 6)))
    given = dict(stride=(1, 1, 1), padding=((1, 1),) * 3, dilation=(1, 1, 1), groups=1)
    ours, right = gradients(x, w, c, **given), control.gradients(x, w, c, **given)
    assert np.allclose(ours[0], right[0]) and np.allclose(ours[1], right[1])
    return ours[2].shape != right[2].shape
