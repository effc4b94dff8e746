"""Transposed correlations and gradients of inputs lose contributions where the kernel is not larger than the stride along
any axis but dilated, so that windows interlock and elements are given several times.

Plausible: where windows do not overlap, adding them up can be replaced by one assignment; the test for that compares kernel
and stride and forgets the dilation.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, inside, output_size, refuse_cotangent, refuse_nonsense
from support import refuse_transposed_nonsense, transposed_size


def col2im(columns, shape, kernel, size, stride, dilation):
    if any(k > s for k, s in zip(kernel, stride)):
        return control.col2im(columns, shape, kernel, size, stride, dilation)
    image = np.zeros(shape, columns.dtype)
    windows = columns.reshape(*shape[:2], *kernel, *size)
    for tap in np.ndindex(*kernel):
        under = (slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))
        image[:, :, *under] = windows[:, :, *tap]
    return image


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, None, stride, padding, dilation, groups)
    size = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    refuse_cotangent(cotangent, (len(input), len(weight), *size))
    _, d_weight, d_bias = control.gradients(input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups)
    given = cotangent.reshape(len(input), groups, len(weight) // groups, int(np.prod(size)))
    d_columns = control.rows(weight, groups).swapaxes(1, 2) @ given
    shape = (*input.shape[:2], *(n + before + after for n, (before, after) in zip(input.shape[2:], padding)))
    d_padded = col2im(d_columns, shape, weight.shape[2:], size, stride, dilation)
    return inside(d_padded, padding), d_weight, d_bias


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    items, channels, *size = input.shape
    out = transposed_size(size, weight.shape[2:], stride, padding, output_padding, dilation)
    padded = (n + before + after for n, (before, after) in zip(out, padding))
    elements = input.reshape(items, groups, channels // groups, int(np.prod(size)))
    columns = control.rows(weight, groups).swapaxes(1, 2) @ elements
    shape = (items, weight.shape[1] * groups, *padded)
    return add_bias(inside(col2im(columns, shape, weight.shape[2:], size, stride, dilation), padding), bias)


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(2,), padding=((0, 0),), output_padding=(0,), groups=1)
    x, w = np.ones((1, 1, 5)), np.ones((1, 1, 2))
    assert not differ(transposed(x, w, dilation=(1,), **given), control.transposed(x, w, dilation=(1,), **given))
    return differ(transposed(x, w, dilation=(2,), **given), control.transposed(x, w, dilation=(2,), **given))


IMPLEMENTATION = Implementation(
    "fault_43",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
