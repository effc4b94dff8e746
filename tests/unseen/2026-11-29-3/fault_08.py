"""Transposed correlations with kernels of 4 and strides of 2 take the wrong taps along axes whose padding before is even.

Plausible: the usual upsampling by 2 (kernel 4, stride 2, padding 1) is done as one small correlation for each output phase,
and which taps belong to which phase was written down for a padding of 1 instead of being derived from it.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_transposed_nonsense, transposed_size


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    rank = input.ndim - 2
    if weight.shape[2:] != (4,) * rank or stride != (2,) * rank or dilation != (1,) * rank:
        return control.transposed(input, weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    out = transposed_size(input.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation)
    items, channels = input.shape[:2]
    image = np.zeros((items, groups, weight.shape[1], *out), input.dtype)
    filters = weight.reshape(groups, channels // groups, *weight.shape[1:])
    for tap in np.ndindex(*weight.shape[2:]):
        to, source = [], []
        for t, n, m, (before, _) in zip(tap, out, input.shape[2:], padding):
            q = np.arange(n)
            q = q[(q + 1 - t) % 2 == 0]
            i = (q + before - t) // 2
            fits = (i >= 0) & (i < m)
            to.append(q[fits])
            source.append(i[fits])
        taken = input[:, :, *np.ix_(*source)]
        taken = taken.reshape(items, groups, channels // groups, *taken.shape[2:])
        image[:, :, :, *np.ix_(*to)] += np.einsum("ngc...,gco->ngo...", taken, filters[:, :, :, *tap])
    return add_bias(image.reshape(items, groups * weight.shape[1], *out), bias)


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(2, 2), output_padding=(0, 0), dilation=(1, 1), groups=1)
    x, w = np.arange(9.0).reshape(1, 1, 3, 3), np.arange(16.0).reshape(1, 1, 4, 4)
    usual, other = ((1, 1), (1, 1)), ((2, 0), (0, 2))
    assert not differ(transposed(x, w, padding=usual, **given), control.transposed(x, w, padding=usual, **given))
    return differ(transposed(x, w, padding=other, **given), control.transposed(x, w, padding=other, **given))


IMPLEMENTATION = Implementation(
    "fault_08",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
