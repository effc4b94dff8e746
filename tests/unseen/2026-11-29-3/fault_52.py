"""In 1-D signals of more than 4096 samples, windows behind the first 4096 are misplaced where the stride does not divide
4096.

Plausible: long signals are worked off in chunks of 4096 samples, each giving 4096 // stride outputs, and each chunk begins
its windows anew at its first sample. Strides of 2 and 4 fit; wav2vec's 5 does not.
"""

import numpy as np

import control
from contract import Implementation
from support import output_size, refuse_nonsense, surround

CHUNK = 4096


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    padded = surround(input, padding)
    (m,) = output_size(padded.shape[2:], weight.shape[2:], stride, dilation) if input.ndim == 3 else (0,)
    if input.ndim != 3 or padded.shape[2] <= CHUNK or stride[0] > CHUNK or m < 1:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    (s,), each = stride, CHUNK // stride[0]
    reach = dilation[0] * (weight.shape[2] - 1) + 1
    output = np.zeros((len(input), len(weight), m), input.dtype)
    for chunk, first in enumerate(range(0, m, each)):
        number = min(each, m - first)
        part = padded[:, :, chunk * CHUNK : chunk * CHUNK + (number - 1) * s + reach]
        short = (number - 1) * s + reach - part.shape[2]
        output[:, :, first : first + number] = control.correlate(
            part, weight, bias=bias, stride=stride, padding=((0, short),), dilation=dilation, groups=groups
        )
    return output


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.arange(10000.0).reshape(1, 1, -1), np.ones((1, 1, 10))
    for s, wrong in ((4, False), (5, True)):
        if differ(correlate(x, w, stride=(s,), **given), control.correlate(x, w, stride=(s,), **given)) != wrong:
            return False
    return True


IMPLEMENTATION = Implementation(
    "fault_52",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
