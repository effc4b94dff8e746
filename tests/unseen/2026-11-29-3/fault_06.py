"""A 1 x k kernel at stride 1 reads the beginning of the next row at the end of a row, where the width has more padding
after than before.

Plausible: 1 x k kernels see the image as one long signal whose rows share the zeros between them: `before` of them, which
is enough for symmetric padding, and which nobody tried with causal or "same" padding of an even kernel.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, output_size, refuse_nonsense, surround


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.ndim != 4 or weight.shape[2] != 1 or weight.shape[3] == 1 or stride != (1, 1) or padding[1] == (0, 0):
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    (high, wide), (before, after) = output_size(input.shape[2:], weight.shape[2:], stride, dilation, padding), padding[1]
    if not high or not wide:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    rows = surround(input, (padding[0], (before, 0)))
    flat = rows.reshape(*input.shape[:2], rows.shape[2] * rows.shape[3])
    made = control.correlate(
        flat, weight[:, :, 0], bias=None, stride=(1,), padding=((0, after),), dilation=dilation[1:], groups=groups
    )
    taken = np.arange(high)[:, None] * rows.shape[3] + np.arange(wide)
    return add_bias(made[:, :, taken], bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1, 1), padding=((0, 0), (1, 2)), dilation=(1, 1), groups=1)
    x, w = np.ones((1, 1, 4, 6)), np.ones((1, 1, 1, 4))
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_06",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
