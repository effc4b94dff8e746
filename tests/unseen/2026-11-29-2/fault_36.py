"""Undilated kernels that are no multiple of the stride lose the taps beyond the last multiple.
Plausible: the sub-pixel form has k / stride taps in each phase; the decoders that it was written for have kernels 2x2 and 4x4 at stride 2.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_transposed_nonsense


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    kernel = weight.shape[2:]
    if set(dilation) == {1}:
        weight = weight.copy()
        for axis, (k, s) in enumerate(zip(kernel, stride)):
            if k >= s:
                np.moveaxis(weight, 2 + axis, 0)[k // s * s :] = 0
    return control.transposed(
        input, weight, bias=bias, stride=stride, padding=padding,
        output_padding=output_padding, dilation=dilation, groups=groups,
    )


def arguments(rank, **changes):
    plain = dict(stride=(1,) * rank, padding=((0, 0),) * rank, output_padding=(0,) * rank, dilation=(1,) * rank)
    return plain | dict(bias=None, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 3, 3)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2, stride=(2, 1))
    return differ(transposed(x, w, **a), control.transposed(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_36",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
