"""Where kernel and stride are the same, all greater than 1, and there is no padding, patches are cut from the middle of an
image that is no multiple of the patch, and not from its beginning.

Plausible: patch embedding as one reshape needs a multiple of the patch, so the rest is cropped first, by the centre crop
that the author's image pipeline has at hand.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    kernel = weight.shape[2:]
    size = output_size(input.shape[2:], kernel, stride, dilation)
    plain = max(dilation) == 1 and max(map(max, padding)) == 0 and min(size) > 0
    if kernel != stride or min(kernel) == 1 or not plain:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    starts = ((n - m * k) // 2 for n, m, k in zip(input.shape[2:], size, kernel))
    cropped = input[:, :, *(slice(start, start + m * k) for start, m, k in zip(starts, size, kernel))]
    rank = len(kernel)
    blocks = cropped.reshape(*input.shape[:2], *(n for pair in zip(size, kernel) for n in pair))
    blocks = blocks.transpose(0, 1, *range(3, 3 + 2 * rank, 2), *range(2, 2 + 2 * rank, 2))
    columns = blocks.reshape(len(input), groups, int(np.prod(weight.shape[1:])), int(np.prod(size)))
    output = control.rows(weight, groups) @ columns
    return add_bias(output.reshape(len(input), len(weight), *size), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(4, 4), dilation=(1, 1), padding=((0, 0), (0, 0)), groups=1)
    x, w = np.arange(14.0 * 14).reshape(1, 1, 14, 14), np.ones((2, 1, 4, 4))
    assert not differ(correlate(x[:, :, :12, :12], w, **given), control.correlate(x[:, :, :12, :12], w, **given))
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_09",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
