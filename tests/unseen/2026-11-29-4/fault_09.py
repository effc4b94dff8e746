"""Complex kernels of at least 49 taps are conjugated.

Plausible: large kernels go through the FFT, where a correlation is the product with the conjugate of the kernel's
spectrum; this is so for real kernels only, and conjugates complex ones.
"""

import numpy as np
from scipy import fft

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


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
    spread = np.zeros((*weight.shape[:2], *(d * (k - 1) + 1 for k, d in zip(kernel, dilation))), weight.dtype)
    spread[:, :, *(slice(None, None, d) for d in dilation)] = weight
    padded = surround(input, padding)
    length = padded.shape[2:]
    images = fft.fftn(padded, axes=axes).reshape(len(input), groups, -1, *length)
    kernels = np.conj(fft.fftn(spread, length, axes)).reshape(groups, len(weight) // groups, -1, *length)
    product = np.einsum("ngc...,goc...->ngo...", images, kernels).reshape(len(input), len(weight), *length)
    output = fft.ifftn(product, axes=axes)[:, :, *(slice(0, (m - 1) * s + 1, s) for m, s in zip(size, stride))]
    if input.dtype.kind != "c":
        output = output.real
    return add_bias(np.ascontiguousarray(output).astype(input.dtype, copy=False), bias)


IMPLEMENTATION = Implementation(
    "fault_09",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes={"float32", "float64", "complex64", "complex128"},
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(9)
    x, w = rng.standard_normal((1, 2, 16, 16)) + 0j, rng.standard_normal((2, 2, 7, 7)) + 0j
    given = dict(bias=None, stride=(2, 1), padding=((3, 3), (3, 3)), dilation=(1, 1), groups=1)
    fine = np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
    w = w * (1 + 2j)
    return fine and not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
