"""The output is cropped by the padding behind where the padding before is meant, and so is shifted if they differ.
Plausible: asymmetric padding was added to a kernel that had one number for each axis, and the pair was unpacked as (end, begin).
"""

import numpy as np

import control
from contract import Implementation
from support import add_bias, inside, refuse_transposed_nonsense


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    whole = control.transposed(
        input, weight, bias=None, stride=stride, padding=[(0, 0)] * len(stride),
        output_padding=output_padding, dilation=dilation, groups=groups,
    )
    swapped = [(after, before) for before, after in padding]
    return add_bias(inside(whole, swapped), bias)


def arguments(rank, **changes):
    plain = dict(stride=(1,) * rank, padding=((0, 0),) * rank, output_padding=(0,) * rank, dilation=(1,) * rank)
    return plain | dict(bias=None, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 4, 4)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2, padding=((1, 0), (0, 0)))
    return differ(transposed(x, w, **a), control.transposed(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_39",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
