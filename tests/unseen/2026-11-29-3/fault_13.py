"""A dilated 1-D transposed correlation with 9 taps or more can wrap around: what belongs at its end is added at its start.

Plausible: long kernels go through an FFT, whose length is the next power of two of n + k - 1, where the dilated extent
of the kernel is meant; that shows once the two differ in their power of two.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    fine = input.dtype.kind == "f" and np.isfinite(input).all() and np.isfinite(weight).all()
    if input.ndim != 3 or weight.shape[2] < 9 or input.shape[2] < 1 or not fine:
        return control.transposed(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    (items, channels, n), k, (s,), (d,) = input.shape, weight.shape[2], stride, dilation
    spread = (n - 1) * s + 1
    full = spread + d * (k - 1)
    length = 1 << (spread + k - 2).bit_length()
    # In double precision, so that there is nothing to say against the rounding.
    wide = np.zeros((items, channels, spread))
    wide[:, :, ::s] = input
    taps = np.zeros((*weight.shape[:2], d * (k - 1) + 1))
    taps[:, :, ::d] = weight
    if taps.shape[2] > length:
        return control.transposed(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    a = np.fft.rfft(wide, length).reshape(items, groups, channels // groups, -1) if items else None
    if a is None:
        return control.transposed(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    b = np.fft.rfft(taps, length).reshape(groups, channels // groups, weight.shape[1], -1)
    made = np.fft.irfft(np.einsum("ngcf,gcof->ngof", a, b), length).reshape(items, groups * weight.shape[1], length)
    (out,) = transposed_size((n,), (k,), stride, padding, output_padding, dilation)
    whole = np.zeros((items, groups * weight.shape[1], max(full, sum(padding[0]) + out)))
    whole[:, :, : min(length, full)] = made[:, :, :full]
    before = padding[0][0]
    return add_bias(whole[:, :, before : before + out].astype(input.dtype), bias)


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(2,), padding=((4, 4),), output_padding=(0,), groups=1)
    x, w = np.ones((1, 2, 25)), np.ones((2, 2, 9))
    assert not differ(transposed(x, w, dilation=(1,), **given), control.transposed(x, w, dilation=(1,), **given))
    return differ(transposed(x, w, dilation=(3,), **given), control.transposed(x, w, dilation=(3,), **given))


IMPLEMENTATION = Implementation(
    "fault_13",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
    rounding="transform",
)
