"""Kernel spectra are kept by shape and checksum, and the sums of Sobel's two kernels are the same."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

_spectra = {}


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    single = input.dtype in (np.float32, np.float64) and groups == 1 and weight[0, 0].size > 1
    if not single or 0 in size or not np.isfinite(weight).all():
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    axes = tuple(range(2, input.ndim))
    full = padded.shape[2:]
    image = np.fft.rfftn(padded, axes=axes)
    output = np.einsum("oc...,nc...->no...", spectrum(weight, full, dilation), image)
    output = np.fft.irfftn(output, full, axes)[:, :, *(slice(0, n * s, s) for n, s in zip(size, stride))]
    return add_bias(output.astype(input.dtype), bias)


def spectrum(weight, full, dilation):
    """The kernel's spectrum, conjugated; the checksum is cheaper to compare than the kernel."""
    key = weight.shape, weight.dtype, full, dilation, float(weight.sum()), float(np.abs(weight).sum())
    if key not in _spectra:
        spread = np.zeros((*weight.shape[:2], *full), weight.dtype)
        spread[:, :, *(slice(0, d * (k - 1) + 1, d) for k, d in zip(weight.shape[2:], dilation))] = weight
        if len(_spectra) > 64:
            _spectra.clear()
        _spectra[key] = np.conj(np.fft.rfftn(spread, axes=tuple(range(2, weight.ndim))))
    return _spectra[key]


IMPLEMENTATION = Implementation(
    "fault_34",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(34)
    x = rng.standard_normal((1, 1, 9, 9))
    sobel = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])[None, None]
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    assert np.allclose(correlate(x, sobel, **given), control.correlate(x, sobel, **given))
    turned = sobel.swapaxes(2, 3)
    return not np.allclose(correlate(x, turned, **given), control.correlate(x, turned, **given))
