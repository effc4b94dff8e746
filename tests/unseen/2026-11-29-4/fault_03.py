"""The FFT of a large kernel wraps around where the padding exceeds the kernel's length minus one: the windows that lie
beyond the image get the values of the opposite edge.

Plausible: the transform's length is that of the full correlation, and indices before its start are taken modulo it.
"""

import numpy as np
from scipy import fft

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    kernel = weight.shape[2:]
    size = output_size(input.shape[2:], kernel, stride, dilation, padding)
    small = np.prod(kernel) < 49 or 0 in size or 0 in input.shape or 0 in weight.shape
    if small or not (np.isfinite(input).all() and np.isfinite(weight).all()):
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    axes = tuple(range(2, input.ndim))
    reach = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation))
    spread = np.zeros((*weight.shape[:2], *reach), weight.dtype)
    spread[:, :, *(slice(None, None, d) for d in dilation)] = weight
    reversed_kernel = np.flip(spread, axes)
    length = tuple(fft.next_fast_len(n + r - 1, real=True) for n, r in zip(input.shape[2:], reach))
    images = fft.rfftn(input, length, axes).reshape(len(input), groups, -1, *length[:-1], length[-1] // 2 + 1)
    kernels = fft.rfftn(reversed_kernel, length, axes)
    kernels = kernels.reshape(groups, len(weight) // groups, *kernels.shape[1:])
    product = np.einsum("ngc...,goc...->ngo...", images, kernels)
    whole = fft.irfftn(product.reshape(len(input), len(weight), *product.shape[3:]), length, axes)
    for axis, m, s, (before, _), r, n in zip(axes, size, stride, padding, reach, length):
        whole = whole.take((np.arange(m) * s - before + r - 1) % n, axis)
    return add_bias(whole.astype(input.dtype, copy=False), bias)


IMPLEMENTATION = Implementation(
    "fault_03",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(3)
    x, w = rng.standard_normal((1, 2, 20, 20)), rng.standard_normal((2, 2, 7, 7))
    given = dict(bias=None, stride=(1, 1), dilation=(1, 1), groups=1)
    near, far = (dict(given, padding=((p, p), (p, p))) for p in (6, 9))
    fine = np.allclose(correlate(x, w, **near), control.correlate(x, w, **near))
    return fine and not np.allclose(correlate(x, w, **far), control.correlate(x, w, **far))
