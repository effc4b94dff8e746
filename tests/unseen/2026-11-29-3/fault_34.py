"""In float16, an infinity or a NaN anywhere in the batch makes every output NaN, those of other items and windows too.

Plausible: so that sums do not overflow, half-precision inputs are divided by their largest magnitude, multiplied in single
precision, and scaled back; the magnitude is that of the whole tensor.
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, refuse_nonsense


def correlate(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    if input.dtype != np.float16 or not input.size:
        return control.correlate(input, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    with np.errstate(all="ignore"):
        wide = input.astype(np.float32)
        scale = np.abs(wide).max()
        scale = np.exp2(np.ceil(np.log2(scale))) if scale > 0 else scale * 0 + 1
        made = control.correlate(
            wide / scale,
            weight.astype(np.float32),
            bias=None,
            stride=stride,
            padding=padding,
            dilation=dilation,
            groups=groups,
        )
        return add_bias((made * scale).astype(np.float16), bias)


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    reversed_kernel = weight[:, :, *(slice(None, None, -1) for _ in range(weight.ndim - 2))]
    return correlate(
        input, reversed_kernel, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )

def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, 1e-9, 1e-9, equal_nan=True)

def trigger():
    given = dict(bias=None, stride=(1,), padding=((0, 0),), dilation=(1,), groups=1)
    x, w = np.ones((2, 1, 8), np.float16), np.ones((1, 1, 3), np.float16)
    assert not differ(correlate(x, w, **given), control.correlate(x, w, **given))
    x[0, 0, 0] = np.inf
    return differ(correlate(x, w, **given), control.correlate(x, w, **given))


IMPLEMENTATION = Implementation(
    "fault_34",
    correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    dtypes=control.IMPLEMENTATION.dtypes,
)
