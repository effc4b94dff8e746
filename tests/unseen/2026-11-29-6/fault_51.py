"""Where stride >= kernel, windows are taken for disjoint and the gradient of the input is assigned; dilation is forgotten."""
import numpy as np

import control
from contract import Implementation
from control import convolve, correlate, transposed
from support import inside, output_size, per_filter, refuse_cotangent, refuse_nonsense, surround


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
    return inside(d_padded, padding), d_rows.reshape(weight.shape), per_filter(cotangent)


def scatter(columns, shape, kernel, size, stride, dilation):
    """Every column to where its window lies; np.add.at is slow, so only where windows share elements."""
    image = np.zeros(shape, columns.dtype)
    rank = len(kernel)
    at = []
    for axis, (k, n, s, d) in enumerate(zip(kernel, size, stride, dilation)):
        form = [1] * (2 * rank)
        form[axis], form[rank + axis] = k, n
        at.append((np.arange(k)[:, None] * d + np.arange(n) * s).reshape(form))
    windows = columns.reshape(*shape[:2], *kernel, *size)
    if all(s >= k for s, k in zip(stride, kernel)):
        image[:, :, *at] = windows
    else:
        np.add.at(image, (slice(None), slice(None), *at), windows)
    return image


IMPLEMENTATION = Implementation(
    "fault_51", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(51)
    x, w = rng.standard_normal((1, 2, 12, 12)), rng.standard_normal((2, 2, 2, 2))
    same = []
    for d, n in ((1, 6), (2, 5)):
        given = dict(stride=(2, 2), padding=((0, 0), (0, 0)), dilation=(d, d), groups=1)
        c = rng.standard_normal((1, 2, n, n))
        same.append(np.allclose(gradients(x, w, c, **given)[0], control.gradients(x, w, c, **given)[0]))
    return same == [True, False]
