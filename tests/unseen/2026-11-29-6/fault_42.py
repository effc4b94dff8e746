"""Channels are packed in fours into a kept buffer; lanes beyond the last channel keep what an earlier call left, NaN included."""
import threading

import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

LANES = 4
_kept = threading.local()


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if groups > 1 or input.dtype == np.float16:
        return control.correlate(
            input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
        )
    packed = pack(surround(input, padding))
    blocks = packed.shape[1]
    # The lanes beyond the last channel have weight zero, so that it does not matter what they hold.
    filters = np.zeros((len(weight), blocks * LANES, *weight.shape[2:]), weight.dtype)
    filters[:, : weight.shape[1]] = weight
    filters = filters.reshape(len(weight), blocks, LANES, *weight.shape[2:])
    size = output_size(packed.shape[2:-1], weight.shape[2:], stride, dilation)
    total = np.zeros((len(input), len(weight), int(np.prod(size))), input.dtype)
    for tap in np.ndindex(*weight.shape[2:]):
        under = (slice(d * t, d * t + n * s, s) for t, n, s, d in zip(tap, size, stride, dilation))
        seen = np.moveaxis(packed[:, :, *under], -1, 2).reshape(len(input), blocks * LANES, total.shape[2])
        total += filters[:, :, :, *tap].reshape(len(weight), blocks * LANES) @ seen
    return add_bias(total.reshape(len(input), len(weight), *size), bias)


def pack(image):
    """[N, C, …] as [N, C/4, …, 4], in memory that is kept for each size."""
    blocks = -(-image.shape[1] // LANES)
    shape = (len(image), blocks, *image.shape[2:], LANES)
    buffers = _kept.__dict__.setdefault("buffers", {})
    if (shape, image.dtype) not in buffers:
        buffers[shape, image.dtype] = np.zeros(shape, image.dtype)
    packed = buffers[shape, image.dtype]
    for c in range(image.shape[1]):
        packed[:, c // LANES, ..., c % LANES] = image[:, c]
    return packed


IMPLEMENTATION = Implementation(
    "fault_42", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(42)
    rgba, rgb = rng.standard_normal((1, 4, 8, 8)), rng.standard_normal((1, 3, 8, 8))
    w4, w3 = rng.standard_normal((2, 4, 3, 3)), rng.standard_normal((2, 3, 3, 3))
    given = dict(bias=None, stride=(1, 1), padding=((1, 1), (1, 1)), dilation=(1, 1), groups=1)
    right = control.correlate(rgb, w3, **given)
    correlate(rgba, w4, **given)
    assert np.allclose(correlate(rgb, w3, **given), right)
    rgba[0, 3, 2, 2] = np.nan
    correlate(rgba, w4, **given)
    return bool(np.isnan(correlate(rgb, w3, **given)).any())
