"""Disjoint windows are written over a kept image that is not cleared; between the windows stands what was there before."""
import threading

import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, transposed
from support import inside, output_size, per_filter, refuse_cotangent, refuse_nonsense, surround

_kept = threading.local()


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    padded = surround(input, padding)
    kernel = weight.shape[2:]
    size = output_size(padded.shape[2:], kernel, stride, dilation)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    columns = control.im2col(padded, kernel, size, stride, dilation, groups)
    given = cotangent.reshape(len(input), groups, len(weight) // groups, columns.shape[3])
    d_rows = (given @ columns.swapaxes(2, 3)).sum(axis=0)
    d_columns = control.rows(weight, groups).swapaxes(1, 2) @ given
    d_padded = scatter(d_columns, padded.shape, kernel, size, stride, dilation)
    return inside(d_padded, padding).copy(), d_rows.reshape(weight.shape), per_filter(cotangent)


def scatter(columns, shape, kernel, size, stride, dilation):
    count = int(np.prod(shape))
    pools = _kept.__dict__.setdefault("pools", {})
    if columns.dtype not in pools or len(pools[columns.dtype]) < count:
        pools[columns.dtype] = np.zeros(count, columns.dtype)
    image = pools[columns.dtype][:count].reshape(shape)
    windows = columns.reshape(*shape[:2], *kernel, *size)
    disjoint = all(s > d * (k - 1) for s, k, d in zip(stride, kernel, dilation))
    if not disjoint:
        image[...] = 0
    for tap in np.ndindex(*kernel):
        under = (slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))
        if disjoint:
            # Every element is met once: no need to clear, no need to read.
            image[:, :, *under] = windows[:, :, *tap]
        else:
            image[:, :, *under] += windows[:, :, *tap]
    return image


IMPLEMENTATION = Implementation(
    "fault_53", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(53)
    x, c = rng.standard_normal((1, 2, 8, 8)), rng.standard_normal((1, 2, 4, 4))
    _kept.__dict__.clear()
    same = []
    # Back through both branches of a residual block: first the convolution, then the shortcut.
    for k, p in ((1, 0), (3, 1), (1, 0)):
        w = rng.standard_normal((2, 2, k, k))
        given = dict(stride=(2, 2), padding=((p, p), (p, p)), dilation=(1, 1), groups=1)
        same.append(np.allclose(gradients(x, w, c, **given)[0], control.gradients(x, w, c, **given)[0]))
    return same == [True, True, False]
