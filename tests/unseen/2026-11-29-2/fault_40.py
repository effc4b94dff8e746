"""What output_padding adds beyond the reach of the last tap holds zero in place of the bias.
Plausible: the fused epilogue runs over the elements that were computed; the extra rows come from clearing the buffer.
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
    output = add_bias(inside(whole, padding), bias)
    axes = zip(input.shape[2:], weight.shape[2:], stride, dilation, padding)
    for axis, (n, k, s, d, (before, _)) in enumerate(axes):
        reach = max(0, (n - 1) * s + d * (k - 1) + 1 - before)
        np.moveaxis(output, 2 + axis, 0)[reach:] = 0
    return output


def arguments(rank, **changes):
    plain = dict(stride=(1,) * rank, padding=((0, 0),) * rank, output_padding=(0,) * rank, dilation=(1,) * rank)
    return plain | dict(bias=None, groups=1) | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 1, 3, 3)), random.standard_normal((1, 2, 3, 3))
    b = random.standard_normal(2)
    a = arguments(2, stride=(2, 2), output_padding=(0, 1), bias=b)
    return differ(transposed(x, w, **a), control.transposed(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_40",
    control.correlate,
    control.convolve,
    gradients=control.gradients,
    transposed=transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
