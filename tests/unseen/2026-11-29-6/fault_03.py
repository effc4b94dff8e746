"""Polyphase: the phase and the offset of a tap are taken from its number rather than from dilation times its number."""
import numpy as np

import control
from contract import Implementation
from control import convolve, gradients, transposed
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    size = output_size(padded.shape[2:], weight.shape[2:], stride, dilation)
    items, filters = len(input), len(weight)
    wide = np.float32 if input.dtype == np.float16 else input.dtype
    total = np.zeros((items, groups, filters // groups, int(np.prod(size))), wide)
    for tap in np.ndindex(*weight.shape[2:]):
        # x[s·p + d·t] is element p + offset of the phase.
        phase = [d * (t % s) % s for t, s, d in zip(tap, stride, dilation)]
        offset = [d * (t // s) for t, s, d in zip(tap, stride, dilation)]
        comb = padded[:, :, *(slice(a, None, s) for a, s in zip(phase, stride))]
        under = comb[:, :, *(slice(o, o + n) for o, n in zip(offset, size))]
        mix = weight[:, :, *tap].reshape(groups, filters // groups, weight.shape[1]).astype(wide)
        total += mix @ under.reshape(items, groups, weight.shape[1], int(np.prod(size))).astype(wide)
    return add_bias(total.astype(input.dtype).reshape(items, filters, *size), bias)


IMPLEMENTATION = Implementation(
    "fault_03", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(3)
    x, w = rng.standard_normal((1, 2, 17, 17)), rng.standard_normal((2, 2, 3, 3))
    given = dict(bias=None, padding=((2, 2), (2, 2)), groups=1)
    for alone in (dict(stride=(2, 2), dilation=(1, 1)), dict(stride=(1, 1), dilation=(2, 2))):
        assert np.allclose(correlate(x, w, **given, **alone), control.correlate(x, w, **given, **alone))
    given |= dict(stride=(2, 2), dilation=(2, 2))
    return not np.allclose(correlate(x, w, **given), control.correlate(x, w, **given))
