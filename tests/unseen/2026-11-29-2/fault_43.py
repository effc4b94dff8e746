"""convolve reverses a filter's channels along with its taps.
Plausible: each filter is reversed as one flat run of C·taps numbers, as is right for one channel.
"""

import numpy as np

import control
from contract import Implementation
from support import refuse_nonsense


def convolve(input, weight, *, bias, stride, padding, dilation, groups):
    refuse_nonsense(input, weight, bias, stride, padding, dilation, groups)
    turned = weight.reshape(len(weight), int(np.prod(weight.shape[1:])))[:, ::-1].reshape(weight.shape)
    return control.correlate(
        input, turned, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def arguments(rank, **changes):
    plain = dict(bias=None, stride=(1,) * rank, padding=((0, 0),) * rank, dilation=(1,) * rank, groups=1)
    return plain | changes


def differ(ours, right):
    return ours.shape != right.shape or not np.allclose(ours, right, equal_nan=True)


def trigger():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((1, 2, 4, 4)), random.standard_normal((1, 2, 2, 2))
    a = arguments(2)
    return differ(convolve(x, w, **a), control.convolve(x, w, **a))


IMPLEMENTATION = Implementation(
    "fault_43",
    control.correlate,
    convolve,
    gradients=control.gradients,
    transposed=control.transposed,
    ranks=frozenset({1, 2, 3}),
    dtypes=control.IMPLEMENTATION.dtypes,
)
