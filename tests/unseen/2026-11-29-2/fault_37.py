"""With both stride and dilation above 1, taps go to the phase t mod stride, not dilation·t mod stride.
Plausible: a sub-pixel kernel sorts the taps into phases before dilation is applied; with stride 2 and dilation 3 it makes no difference.
"""

import numpy as np

import control
from contract import Implementation
from control import rows
from support import add_bias, inside, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    items, channels, *size = input.shape
    kernel = weight.shape[2:]
    out = transposed_size(size, kernel, stride, padding, output_padding, dilation)
    lengths = [n + before + after for n, (before, after) in zip(out, padding)]
    elements = input.reshape(items, groups, channels // groups, int(np.prod(size)))
    columns = rows(weight, groups).swapaxes(1, 2) @ elements
    image = np.zeros((items, weight.shape[1] * groups, *(n + s for n, s in zip(lengths, stride))), columns.dtype)
    windows = columns.reshape(*image.shape[:2], *kernel, *size)
    for tap in np.ndindex(*kernel):
        starts = (d * t // s * s + t % s for t, s, d in zip(tap, stride, dilation))
        under = (slice(start, start + n * s, s) for start, n, s in zip(starts, size, stride))
        view = image[:, :, *under]
        part = windows[:, :, *tap]
        fits = tuple(slice(0, min(a, b)) for a, b in zip(view.shape[2:], part.shape[2:]))
        view[:, :, *fits] += part[:, :, *fits]
    image = image[:, :, *(slice(0, n) for n in lengths)]
    return add_bias(inside(image, padding), bias)


def arguments(rank, **changes):
    plain = dict(stride=(1,) * rank, padding=((0, 0),) * rank, output_padding=(0,) * rank, dilation=(1,) * rank)
    return plain | dict(bias=None, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 3, 3)), random.standard_normal((1, 1, 2, 2))
    a = arguments(2, stride=(2, 1), dilation=(2, 1))
    return differ(transposed(x, w, **a), control.transposed(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_37",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
