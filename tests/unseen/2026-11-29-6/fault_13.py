"""Large kernels go through the FFT, whose way back is not told the length: right for even widths, wrong for odd ones."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    large = weight.ndim == 4 and min(weight.shape[2:]) >= 7
    if large and set(dilation) == {1} and groups == 1 and input.dtype in (np.float32, np.float64):
        return by_fft(surround(input, padding), weight, bias, stride)
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def by_fft(image, weight, bias, stride):
    full = image.shape[2:]
    high, wide = output_size(full, weight.shape[2:], stride, (1, 1))
    if not high * wide:
        return add_bias(np.zeros((len(image), len(weight), high, wide), image.dtype), bias)
    there = np.fft.rfft2(image).transpose(2, 3, 1, 0)
    kernel = np.conj(np.fft.rfft2(weight, full)).transpose(2, 3, 0, 1)
    # Windows that wrap around lie beyond those that fit.
    output = np.fft.irfft2((kernel @ there).transpose(3, 2, 0, 1))
    output = output[:, :, : high * stride[0] : stride[0], : wide * stride[1] : stride[1]]
    return add_bias(output.astype(image.dtype), bias)


IMPLEMENTATION = Implementation(
    "fault_13",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(13)
    w = rng.standard_normal((2, 3, 7, 7))
    given = dict(bias=None, stride=(1, 1), padding=((3, 3), (3, 3)), dilation=(1, 1), groups=1)
    even, odd = rng.standard_normal((1, 3, 32, 32)), rng.standard_normal((1, 3, 33, 33))
    assert np.allclose(correlate(even, w, **given), control.correlate(even, w, **given))
    got, right = correlate(odd, w, **given), control.correlate(odd, w, **given)
    return got.shape != right.shape or not np.allclose(got, right)
