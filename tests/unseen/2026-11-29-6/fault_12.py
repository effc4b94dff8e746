"""Overlap-save over long signals lets blocks overlap by taps - 1, also where dilation makes the filter longer than that."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround

BLOCK = 512


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    ours = weight.ndim == 3 and stride == (1,) and groups == 1 and input.dtype in (np.float32, np.float64)
    if ours and 8 <= weight.shape[2] and dilation[0] * (weight.shape[2] - 1) < BLOCK // 2:
        return overlap_save(surround(input, padding), weight, bias, dilation[0])
    return control.correlate(
        input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def overlap_save(signal, weight, bias, dilation):
    taps = weight.shape[2]
    (length,) = output_size(signal.shape[2:], (taps,), (1,), (dilation,))
    spread = np.zeros((*weight.shape[:2], BLOCK), weight.dtype)
    spread[:, :, : dilation * taps : dilation] = weight
    spectrum = np.conj(np.fft.rfft(spread)).transpose(2, 0, 1)
    step = BLOCK - (taps - 1)
    output = np.zeros((len(signal), len(weight), length), signal.dtype)
    for at in range(0, length, step):
        piece = np.fft.rfft(signal[:, :, at : at + BLOCK], BLOCK).transpose(2, 1, 0)
        block = np.fft.irfft((spectrum @ piece).transpose(2, 1, 0), BLOCK)
        count = min(step, length - at)
        output[:, :, at : at + count] = block[:, :, :count]
    return add_bias(output, bias)


IMPLEMENTATION = Implementation(
    "fault_12",
    correlate,
    convolve,
    gradients=gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
    rounding="transform",
)


def trigger():
    rng = np.random.default_rng(12)
    x, w = rng.standard_normal((1, 2, 2000)), rng.standard_normal((2, 2, 16))
    given = dict(bias=None, stride=(1,), padding=((0, 0),), groups=1)
    assert np.allclose(correlate(x, w, dilation=(1,), **given), control.correlate(x, w, dilation=(1,), **given))
    given["dilation"] = (4,)
    short = x[:, :, :400]
    assert np.allclose(correlate(short, w, **given), control.correlate(short, w, **given))
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
