"""In 1-D, one channel for each group, filters of 5 or more equal taps lose digits behind large values, and after a NaN or an
infinity every later window is NaN.

Plausible: moving averages are recognised and done by differences of cumulative sums, whose cost does not depend on the
kernel's length.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    box = weight.ndim == 3 and weight.shape[1] == 1 and weight.shape[2] >= 5 and weight.dtype.kind == "f"
    if not box or dilation != (1,) or (weight != weight[:, :, :1]).any() or weight.dtype == np.float16:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    padded = surround(input, padding)
    (k,), (s,) = weight.shape[2:], stride
    (m,) = output_size(padded.shape[2:], (k,), stride, dilation)
    with np.errstate(invalid="ignore"):
        sums = np.cumsum(padded, axis=2)
        sums = np.concatenate([np.zeros_like(sums[:, :, :1]), sums], axis=2)
        means = sums[:, :, k : k + m * s : s] - sums[:, :, 0 : m * s : s][:, :, :m]
    output = np.repeat(means, len(weight) // groups, axis=1) * weight[:, 0, :1]
    return add_bias(output, bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.full((1, 1, 40), 0.3), np.full((1, 1, 8), 0.125)
    assert not differ(correlate(x, w, **given), control.correlate(x, w, **given))
    x[0, 0, 3] = 1e15 / 3
    return differ(correlate(x, w, **given)[:, :, 20:], control.correlate(x, w, **given)[:, :, 20:])


IMPLEMENTATION = Implementation(
    "fault_30",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
