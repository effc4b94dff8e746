"""The bias's gradient loses a partial sum wherever the number of partial sums, of 32 elements each, is odd at a stage of the tree.
Plausible: a tree reduction over warps halves with integer division, and so needs a power of two.
"""

import numpy as np

import control
from contract import Implementation


def gradients(input, weight, cotangent, *, stride, padding, dilation, groups):
    d_input, d_weight, d_bias = control.gradients(
        input, weight, cotangent, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    terms = cotangent.swapaxes(0, 1).reshape(len(weight), cotangent.size // max(1, len(weight)))
    partial = [terms[:, i : i + 32].sum(axis=1, dtype=cotangent.dtype) for i in range(0, terms.shape[1], 32)]
    while len(partial) > 1:
        half = len(partial) // 2
        partial = [partial[i] + partial[half + i] for i in range(half)]
    return d_input, d_weight, partial[0] if partial else d_bias


def arguments(rank, **changes):
    return dict(stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 11, 11)), random.standard_normal((1, 1, 3, 3))
    a = arguments(2)
    c = random.standard_normal(control.correlate(x, w, bias=None, **a).shape)
    return differ(gradients(x, w, c, **a)[2], control.gradients(x, w, c, **a)[2])


IMPLEMENTATION = Implementation(
    "fault_28",
    control.correlate,
    control.convolve,
    gradients=gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
