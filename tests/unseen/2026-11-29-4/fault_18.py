"""A complex input without padding is overwritten by its spectrum where the kernel has at least 49 taps.

Plausible: the FFT is told that it may overwrite its argument, which is the padded copy of the image; without padding no
copy is made. Real transforms cannot be done in place, so that only complex images are harmed.
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
    padded = surround(input, padding) if any(map(any, padding)) else input
    length = padded.shape[2:]
    images = fft.fftn(padded, axes=axes, overwrite_x=padded.flags.writeable)
    kernels = np.conj(fft.fftn(np.conj(spread), length, axes))
    product = np.einsum(
        "ngc...,goc...->ngo...",
        images.reshape(len(input), groups, -1, *length),
        kernels.reshape(groups, len(weight) // groups, -1, *length),
    ).reshape(len(input), len(weight), *length)
    output = fft.ifftn(product, axes=axes)[:, :, *(slice(0, (m - 1) * s + 1, s) for m, s in zip(size, stride))]
    if input.dtype.kind != "c":
        output = output.real
    return add_bias(np.ascontiguousarray(output).astype(input.dtype, copy=False), bias)


IMPLEMENTATION = Implementation(
    "fault_18",
    correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes={"float32", "float64", "complex64", "complex128"},
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(18)
    x, w = (rng.standard_normal(s) + 1j * rng.standard_normal(s) for s in ((1, 2, 16, 16), (3, 2, 7, 7)))
    given = dict(bias=None, stride=(1, 2), padding=((0, 0), (0, 0)), dilation=(2, 1), groups=1)
    before, right = x.copy(), control.correlate(x, w, **given)
    fine = np.allclose(correlate(x, w, **given), right)
    return fine and not np.array_equal(x, before)
