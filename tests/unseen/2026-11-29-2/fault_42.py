"""With three axes the kernel is not reversed along the first.
Plausible: the zero-stuffed form needs a reversed kernel, and `flip` was written for the last two axes.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_transposed_nonsense


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    if weight.ndim == 5:
        weight = weight[:, :, ::-1]
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
    x, w = random.standard_normal((1, 1, 3, 2, 2)), random.standard_normal((1, 1, 2, 2, 2))
    a = arguments(3)
    return differ(transposed(x, w, **a), control.transposed(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_42",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
