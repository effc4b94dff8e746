"""Convolve turns input and output around instead of the kernel, and so begins to count strides from the other end."""
import numpy as np

import control
from contract import Implementation
from control import correlate, gradients, transposed


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    # The kernel may lie in read-only memory, packed; the image is copied anyhow.
    around = (slice(None), slice(None), *(slice(None, None, -1) for _ in stride))
    if input.ndim != len(stride) + 2:
        raise ValueError(f"stride {stride} does not fit an input of shape {input.shape}")
    output = control.correlate(
        input[around],
        weight,
        bias=bias,
        stride=stride,
        padding=tuple((after, before) for before, after in padding),
        dilation=dilation,
        groups=groups,
    )
    return np.ascontiguousarray(output[around])


IMPLEMENTATION = Implementation(
    "fault_58", correlate, convolve, gradients=gradients, transposed=transposed, dtypes=control.IMPLEMENTATION.dtypes
)


def trigger():
    rng = np.random.default_rng(58)
    w = rng.standard_normal((2, 2, 5))
    given = dict(bias=None, stride=(4,), padding=((2, 2),), dilation=(1,), groups=1)
    same = []
    # Decimation by four, of 29 and of 32 samples.
    for n in (29, 32):
        x = rng.standard_normal((1, 2, n))
        same.append(np.allclose(convolve(x, w, **given), control.convolve(x, w, **given)))
    return same == [True, False]
