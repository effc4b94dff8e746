"""Where the first filter is symmetric along its last axis, all filters are taken for symmetric, by their left halves.

Plausible: symmetric kernels need half the multiplications; whether a bank is symmetric is looked up at weight[0], which is
enough for banks of Gaussians and not for a bank of a Gaussian and its derivatives.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    k = weight.shape[-1]
    if k > 2 and len(weight) and np.array_equal(weight[0], weight[0, ..., ::-1]):
        left = weight[..., : (k + 1) // 2]
        weight = np.concatenate([left, left[..., : k // 2][..., ::-1]], axis=-1)
    return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((1, 1),), dilation=(1,), groups=1)
    x, w = np.arange(8.0).reshape(1, 1, 8) ** 2, np.array([[[0.25, 0.5, 0.25]], [[-0.5, 0, 0.5]]])
    assert not differ(correlate(x, w[::-1], **given), control.correlate(x, w[::-1], **given))
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_54",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
