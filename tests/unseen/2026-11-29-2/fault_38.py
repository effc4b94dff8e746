"""Channels are dealt to the groups in turn, c mod groups, not in runs, c / (C / groups).
Plausible: the index arithmetic of a channel shuffle; with one group or one channel in each group it is the same.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_transposed_nonsense


def transposed(input, weight, *, bias, stride, padding, output_padding, dilation, groups):
    refuse_transposed_nonsense(input, weight, bias, stride, padding, output_padding, dilation, groups)
    order = [c for g in range(groups) for c in range(g, input.shape[1], groups)]
    input, weight = input[:, order], weight[order]
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
    x, w = random.standard_normal((1, 4, 3, 3)), random.standard_normal((4, 1, 2, 2))
    a = arguments(2, groups=2)
    return differ(transposed(x, w, **a), control.transposed(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_38",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
